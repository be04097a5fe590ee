// Brings what was written down and takes along what is new, whenever there is a network: at once after each record, every
// minute while somebody looks, and with growing pauses while there is none.
import { Problem } from '../api/client';
import type { Book, Enrolled, OnLease, Returning, Waiting } from './book';
import { readClocks } from './chain';
import { believed, Unbelievable } from './manifest';
import { endOf } from './sale';
import type { DeviceServer, LeaseList } from './server';

/** How it stands with the server. `untrusted`: what came is not the shop's. `storage`: this device keeps nothing more. */
export type Reach = 'unknown' | 'online' | 'offline' | 'revoked' | 'unknown-device' | 'untrusted' | 'storage';

function reachOf(reason: unknown): Reach {
  if (reason instanceof Unbelievable) return 'untrusted';
  if (!(reason instanceof Problem)) return 'storage';
  const type = reason.document?.type ?? '';
  return type.endsWith('device-revoked') ? 'revoked' : type.endsWith('unknown-device') ? 'unknown-device' : 'offline';
}

const everyMinute = 60_000;
const firstPause = 2_000;
const longestPause = 60_000;
const batch = { records: 200, bytes: 1_500_000 }; // the server takes 200 and 2 MiB

/** How long after the nth failure in a row it is tried again. `chance` spreads devices that lost the network together. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10)) * (0.75 + chance / 2);
}

/** As many of the records as one upload takes, in order; at least one. */
export function oneUpload<Kind extends { record: string }>(records: readonly Kind[]): Kind[] {
  let bytes = 0;
  const taken = records.slice(0, batch.records).filter(({ record }) => (bytes += 2 * record.length) <= batch.bytes);
  return taken.length > 0 ? taken : records.slice(0, 1);
}

interface Told {
  reached: (reach: Reach) => void;
  /** By the server's clock. */
  now: () => number;
  /** Something in the book may have changed, by this window or another. */
  changed: () => Promise<void>;
}

export class Sync {
  private running: Promise<void> | null = null;
  private again = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly refusals = new Map<string, Problem>();

  constructor(
    private readonly book: Book,
    private readonly server: DeviceServer,
    private readonly told: Told,
  ) {}

  /** Why the server did not take that lease back when it was asked last. */
  refusalOf(lease: string): Problem | undefined {
    return this.refusals.get(lease);
  }

  /** Now; where it is at it, once more behind that. Never throws: what went wrong is told as reach. */
  async run(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.rounds();
    await this.running;
    this.running = null;
    this.timer = setTimeout(() => void this.run(), this.failures > 0 ? pauseAfter(this.failures, Math.random()) : everyMinute);
  }

  private async rounds(): Promise<void> {
    do {
      this.again = false;
      try {
        // Two windows of the app have one book: they take turns.
        await navigator.locks.request('timeshelf-pickup', () => this.round());
        this.failures = 0;
      } catch (reason) {
        ++this.failures;
        this.told.reached(await this.failed(reason));
      }
    } while (this.again && this.failures === 0);
  }

  private async round(): Promise<void> {
    const device = await this.book.enrolled();
    if (!device) return;
    await this.bring(device);
    await this.take(device);
    this.told.reached('online');
  }

  private async failed(reason: unknown): Promise<Reach> {
    const reach = reachOf(reason);
    if (reach === 'revoked') await this.book.change({ revoked: true }).catch(() => undefined);
    return reach;
  }

  private async bring(device: Enrolled): Promise<void> {
    for (let waiting: Waiting[]; (waiting = oneUpload(await this.book.waiting(batch.records))).length > 0; ) {
      const answers = await this.server.upload(device, readClocks, waiting);
      const paired = waiting.flatMap((record, at) => {
        const answer = answers[at];
        return answer ? [{ record, outcome: answer.outcome, sentence: answer.sentence }] : [];
      });
      if (paired.length === 0) throw new Problem(0, 'the server answered nothing');
      await this.book.settle(paired);
      await this.told.changed();
    }
  }

  private async take(device: Enrolled): Promise<void> {
    const told = (await this.book.handed()).filter((one) => one.told && !one.settled).map((one) => one.seq);
    const known = await this.book.manifest();
    const taken = await this.server.manifest(device, known?.etag ?? null);
    const manifest = taken ? await believed(taken.signed, device.keys, device.id) : undefined;
    await this.book.keepManifest(taken, told);
    await this.book.tidy(this.told.now());
    await this.told.changed();
    if (this.sells((manifest ?? (known && (await believed(known.signed, device.keys, device.id))))?.may)) await this.takeLeases(device);
  }

  private sells(may: readonly string[] | undefined): boolean {
    return may?.includes('sell') === true;
  }

  // What has ended goes back, and what staff return. The server may have taken it although its answer was lost, so the book says
  // first that nothing more is sold of it; that is repeated until the server lists the lease no more.
  private async takeLeases(device: Enrolled): Promise<void> {
    const told = (await this.book.sales()).filter((one) => one.told && !one.settled).map((one) => one.seq);
    const list = await this.server.leases(device);
    await this.book.keepLeases(kept(list), told);
    const ended = list.leases.filter((lease) => endOf(lease, Date.parse(list.server_time)) !== null);
    const returning = await this.book.startReturning(ended.map(({ id }) => id));
    await this.told.changed();
    if (returning.length === 0) return;
    for (const one of returning) await this.giveBack(device, one);
    await this.book.keepLeases(kept(await this.server.leases(device)), told);
    await this.told.changed();
  }

  private async giveBack(device: Enrolled, { lease, seq }: Returning): Promise<void> {
    this.refusals.delete(lease);
    const [first] = await this.book.waiting(1);
    if (first && first.seq <= seq) return void (this.again = true); // what was sold of it goes first
    try {
      await this.server.giveBack(device, lease, seq);
    } catch (reason) {
      // Refused, which stops nothing else: it stays to be returned, and the list says whether it is still there.
      if (!(reason instanceof Problem) || (reason.status !== 404 && reason.status !== 409)) throw reason;
      this.refusals.set(lease, reason);
    }
  }
}

function kept(list: LeaseList): OnLease {
  return { leases: [...list.leases], offers: [...list.offers], asOf: Date.parse(list.server_time) };
}
