// Pages that few come to on their way: loaded when one of them is shown.
export { Accept } from './accept';
export { BundleView } from './bundle';
export { Cancel, Move, MoveWindow } from './change';
export { Claim } from './claim';
export { Drop } from './drop';
export { PassOn } from './pass_on';
export { Payment, Returned } from './payment';
export { WaitingView } from './waiting';
