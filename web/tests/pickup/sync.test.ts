import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../../src/api/client';
import type { Book, Enrolled, OnLease, Returning } from '../../src/pickup/book';
import { endOf, type Lease } from '../../src/pickup/sale';
import type { DeviceServer } from '../../src/pickup/server';
import { Sync, type Reach } from '../../src/pickup/sync';

vi.mock('../../src/pickup/manifest', async (original) => ({ ...(await original<object>()), believed: async () => ({ may: ['sell'] }) }));

const now = Date.parse('2026-03-20T10:00:00Z');
const device = { shop: 'studio', id: 'device', keys: [] } as unknown as Enrolled;

function lease(id: string, more: Partial<Lease> = {}): Lease {
  return { id, left: 5, called_back: false, expires_at: '2026-03-20T14:00:00Z', ...more } as Lease;
}

/** What the book keeps, without a disk; `steps` says in which order things were kept and sent. */
class Kept {
  onLease: OnLease = { leases: [], offers: [], asOf: 0 };
  returning: Returning[] = [];
  seq = 7;
  tidied: number[] = [];
  constructor(private readonly steps: string[]) {}
  enrolled = async () => device;
  waiting = async (): Promise<unknown[]> => [];
  handed = async () => [];
  sales = async () => [];
  manifest = async () => ({ etag: '"1"' });
  keepManifest = async () => undefined;
  change = async () => device;
  tidy = async (at: number) => void this.tidied.push(at);
  async keepLeases(onLease: OnLease) {
    this.onLease = onLease;
    this.returning = this.returning.filter(({ lease: id }) => onLease.leases.some((one) => one.id === id));
    this.steps.push(`keep ${onLease.leases.map((one) => one.id + (one.called_back ? ' called back' : '')).join()}`);
  }
  async startReturning(leases: readonly string[]) {
    const fresh = leases.filter((id) => !this.returning.some((one) => one.lease === id));
    if (fresh.length > 0) this.steps.push(`mark ${fresh.join()}`);
    this.returning = [...this.returning, ...fresh.map((id) => ({ lease: id, seq: this.seq }))];
    return this.returning;
  }
}

let steps: string[];
let book: Kept;
let open: Lease[];
let reached: Reach[];
/** What becomes of a return; it throws where no answer comes. */
let onReturn: (id: string) => void;
let sync: Sync;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { locks: { request: (_: string, act: () => Promise<void>) => act() } });
  steps = [];
  reached = [];
  book = new Kept(steps);
  const close = (id: string): void => void (open = open.filter((one) => one.id !== id));
  onReturn = close;
  const server = {
    manifest: async () => null,
    leases: async () => ({ leases: open, offers: [], server_time: new Date(now).toISOString() }),
    giveBack: async (_: unknown, id: string, seq: number) => {
      steps.push(`return ${id} behind ${seq}`);
      onReturn(id);
    },
  };
  sync = new Sync(book as unknown as Book, server as unknown as DeviceServer, {
    reached: (reach) => reached.push(reach),
    now: () => now,
    changed: async () => undefined,
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('that the shop calls a lease back is in the book before it is returned, and so is that it sells nothing', async () => {
  open = [lease('mug', { called_back: true }), lease('bowl')];
  await sync.run();
  expect(steps).toEqual(['keep mug called back,bowl', 'mark mug', 'return mug behind 7', 'keep bowl']);
  expect(book.returning).toEqual([]);
});

test('a return whose answer was lost is on its way until the shop lists the lease no more', async () => {
  open = [lease('mug')];
  await book.startReturning(['mug']);
  book.seq = 9; // what was written since sold nothing of it
  onReturn = () => {
    throw new Problem(0, 'no answer'); // nor did it arrive
  };
  await sync.run();
  expect(reached.at(-1)).toBe('offline');
  expect(book.returning).toEqual([{ lease: 'mug', seq: 7 }]);
  onReturn = () => {
    open = [];
    throw new Problem(0, 'no answer'); // it has arrived
  };
  await sync.run();
  expect(book.returning).toEqual([{ lease: 'mug', seq: 7 }]);
  await sync.run();
  expect(book.returning).toEqual([]);
  expect(steps.filter((step) => step.startsWith('return'))).toEqual(['return mug behind 7', 'return mug behind 7']);
  expect(reached.at(-1)).toBe('online');
});

test('a return that is refused stays to be returned, is told, and stops nothing else', async () => {
  open = [lease('mug'), lease('bowl')];
  await book.startReturning(['mug', 'bowl']);
  const refusal = new Problem(409, 'Not all records up to 7 have come.');
  onReturn = (id) => {
    if (id === 'mug') throw refusal;
    open = open.filter((one) => one.id !== id);
  };
  await sync.run();
  expect(reached.at(-1)).toBe('online');
  expect(sync.refusalOf('mug')).toBe(refusal);
  expect(book.returning).toEqual([{ lease: 'mug', seq: 7 }]);
});

test('what was sold of a lease is brought before it goes back', async () => {
  open = [lease('mug')];
  await book.startReturning(['mug']);
  const answers = [[], [{ seq: 7 }], [], []]; // written while the leases were asked for, and brought by the next round
  book.waiting = async () => answers.shift() ?? [];
  await sync.run();
  expect(steps).toEqual(['mark mug', 'keep mug', 'keep mug', 'keep mug', 'return mug behind 7', 'keep ']);
});

test('each contact tidies, by the server’s clock', async () => {
  open = [];
  await sync.run();
  await sync.run();
  expect(book.tidied).toEqual([now, now]);
});

test('a lease that is on its way back says so', () => {
  expect(endOf({ ...lease('mug'), returning: true }, now)).toBe('returning');
  expect(endOf({ ...lease('mug', { called_back: true }), returning: true }, now)).toBe('called-back');
});
