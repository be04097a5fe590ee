// What nobody sees first: one file, loaded behind the first view.
export { Device } from './device';
export { Sell } from './sell';
export { Today } from './today';
