// What time it is by the server's clock, on a device whose own may be wrong, and may be set while there is no network. Beside
// the wall clock there is one that nobody sets; but that one stands still while a phone sleeps.
import { tolerable } from '../words/ago';

/** That the server's clock showed `at` when the clock that nobody sets showed `steady`, give or take `off`. In milliseconds. */
export interface ServersTime {
  at: number;
  steady: number;
  off: number;
}
interface Reading {
  wall: number;
  steady: number;
}

export class Clock {
  private last: Reading;
  private slept = 0; // by what the wall clock leapt since the server last said its time, and nobody set it

  constructor(
    /** How far the server's clock is ahead of the wall clock. */
    private known: number,
    private readonly read = (): Reading => ({ wall: Date.now(), steady: performance.now() }),
  ) {
    this.last = read();
  }

  get ahead(): number {
    return this.known;
  }
  now(): number {
    return this.read().wall + this.known;
  }

  /** Another window learned it. */
  adopt(ahead: number): void {
    this.look(); // what was set up to now is in it
    this.known = ahead;
  }

  /** Whether `ahead` is another one by now. */
  told({ at, steady, off }: ServersTime): boolean {
    const before = this.known;
    this.look();
    const ahead = at + (this.last.steady - steady) - this.last.wall;
    this.slept = 0;
    if (Math.abs(ahead - this.known) > off) this.known = ahead;
    return this.known !== before;
  }

  /**
   * To be called every now and then: whether somebody set the wall clock since the last time. Back it is set by people alone. A leap
   * forward is that of a phone that slept, except where it is just what the clock was behind: taking sleep for a new time would
   * make what is old look fresh.
   */
  look(): boolean {
    const { wall, steady } = this.read();
    const leap = wall - this.last.wall - (steady - this.last.steady);
    this.last = { wall, steady };
    if (Math.abs(leap) <= tolerable) return false;
    const setRight = this.known > tolerable && Math.abs(leap - this.known) <= tolerable;
    if (leap > 0 && !setRight) {
      this.slept += leap;
      return false;
    }
    // Set forward by mistake, which looked like sleep, and back again: it is where it was.
    if (leap < 0 && this.slept > tolerable && Math.abs(this.slept + leap) <= tolerable) {
      this.slept = 0;
      return false;
    }
    this.known -= leap;
    return true;
  }
}
