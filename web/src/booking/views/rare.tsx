// Pages that few come to on their way: loaded when one of them is shown.
export { Accept } from './accept';
export { Cancel, Move, MoveWindow } from './change';
export { Claim } from './claim';
export { Drop } from './drop';
export { Payment, Returned } from './payment';
export { WaitingView } from './waiting';
