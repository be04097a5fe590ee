// What the device keeps (IndexedDB): who it is, what it took along, and what it wrote down. One transaction, flushed to disk,
// holds a record together with what it says was handed over: a crash leaves both or neither.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Money } from '../api/client';
import { nextRecord, noRecords, type Clocks, type Deed, type Head, type SignedRecord } from './chain';
import type { SignedManifest } from './manifest';
import type { Taken } from './paying';
import { undoing, type LeaseOffer, type Lent, type Sale } from './sale';
import type { ShopKey } from '../signed/shop_key';
import type { HandOver } from './verdict';

export interface Enrolled {
  shop: string;
  id: string;
  name: string;
  keys: ShopKey[];
  key: CryptoKey;
  /** How far the server's clock is ahead of this device's, in milliseconds. */
  ahead: number;
  revoked: boolean;
}
/** A code that is being used: kept before it is sent, so that an answer that was lost can be asked for again. */
export interface Enrolling {
  shop: string;
  code: string;
  keys: CryptoKeyPair;
}
export interface TakenAlong {
  signed: SignedManifest;
  etag: string | null;
}
/** As the server said last. */
export interface OnLease {
  leases: Lent[];
  offers: LeaseOffer[];
  /** When that was, by the server's clock. */
  asOf: number;
}
const nothingOnLease: OnLease = { leases: [], offers: [], asOf: 0 };
/** A lease that is on its way back, until the server lists it no more. */
export interface Returning {
  lease: string;
  /** The last record when that began: it sold nothing since, and has nothing to sell any more. */
  seq: number;
}
export interface Waiting extends SignedRecord {
  /** The booking's code, or "" where no card was opened. Names are not kept. */
  code: string;
}
export interface KeptHandOver extends HandOver {
  seq: number;
  /** The server took it. The next manifest knows it. */
  told: boolean;
  /** The manifest knows it: it counts for today's numbers alone. */
  settled: boolean;
}
export interface Denied {
  seq: number;
  at: number;
}
export interface Trouble {
  seq: number;
  code: string;
  outcome: 'conflict' | 'rejected';
  sentence: string;
}

export interface Content {
  manifest: TakenAlong | undefined;
  head: Head;
  /** How many. */
  waiting: number;
  handed: KeptHandOver[];
  denied: Denied[];
  troubles: Trouble[];
  onLease: OnLease;
  sales: Sale[];
}

/** What a record is about, beside what it says. */
export interface About {
  booking: string;
  code: string;
  at: number;
  /** Of a sale. */
  total?: Money;
  /** Of a pickup, where something was to be paid. */
  taken?: Taken;
}

const stores = ['manifest', 'head', 'waiting', 'handed', 'denied', 'troubles', 'leases', 'sales'] as const;

interface Schema extends DBSchema {
  device: { key: 'enrolled' | 'enrolling'; value: Enrolled | Enrolling };
  manifest: { key: 'manifest'; value: TakenAlong };
  head: { key: 'head'; value: Head };
  waiting: { key: number; value: Waiting };
  handed: { key: number; value: KeptHandOver };
  denied: { key: number; value: Denied };
  troubles: { key: number; value: Trouble };
  leases: { key: 'leases' | 'returning'; value: OnLease | Returning[] };
  sales: { key: number; value: Sale };
}

/** Somebody else wrote in between: read again what is due, and decide anew. */
export class Overtaken extends Error {}
/** Another window has the book of a newer app. */
export class Outdated extends Error {}

const day = 86_400_000;

function returningOf(kept: OnLease | Returning[] | undefined): Returning[] {
  return Array.isArray(kept) ? kept : [];
}
function marked(onLease: OnLease, returning: readonly Returning[]): OnLease {
  const ids = new Set(returning.map(({ lease }) => lease));
  return { ...onLease, leases: onLease.leases.map((lease) => (ids.has(lease.id) ? { ...lease, returning: true } : lease)) };
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // it was, by what failed
  }
}

export class Book {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** `outdated`: a newer app in another window wants the book, so this one has none from now on. Throws Outdated where it has it. */
  static async open(outdated: () => void): Promise<Book> {
    const db = await openDB<Schema>('timeshelf-pickup', 2, {
      upgrade(fresh, before) {
        fresh.createObjectStore('leases');
        fresh.createObjectStore('sales', { keyPath: 'seq' });
        if (before > 0) return;
        fresh.createObjectStore('device');
        fresh.createObjectStore('manifest');
        fresh.createObjectStore('head');
        for (const store of ['waiting', 'handed', 'denied', 'troubles'] as const) fresh.createObjectStore(store, { keyPath: 'seq' });
      },
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        outdated();
      },
    }).catch((reason: unknown) => {
      throw reason instanceof DOMException && reason.name === 'VersionError' ? new Outdated(reason.message) : reason;
    });
    return new Book(db);
  }

  async enrolled(): Promise<Enrolled | undefined> {
    return (await this.db.get('device', 'enrolled')) as Enrolled | undefined;
  }
  async enrolling(): Promise<Enrolling | undefined> {
    return (await this.db.get('device', 'enrolling')) as Enrolling | undefined;
  }
  async keepEnrolling(enrolling: Enrolling): Promise<void> {
    await this.db.put('device', enrolling, 'enrolling');
  }
  /** A new device begins a new chain and knows nothing. */
  async keepEnrolled(enrolled: Enrolled): Promise<void> {
    const write = this.db.transaction(['device', ...stores], 'readwrite', { durability: 'strict' });
    for (const store of stores) void write.objectStore(store).clear();
    void write.objectStore('device').delete('enrolling');
    void write.objectStore('device').put(enrolled, 'enrolled');
    await write.done;
  }
  async change(changes: Partial<Enrolled>): Promise<Enrolled | undefined> {
    const write = this.db.transaction('device', 'readwrite');
    const known = (await write.store.get('enrolled')) as Enrolled | undefined;
    const changed = known && { ...known, ...changes };
    if (changed) await write.store.put(changed, 'enrolled');
    await write.done;
    return changed;
  }

  manifest(): Promise<TakenAlong | undefined> {
    return this.db.get('manifest', 'manifest');
  }
  /** `told`: the hand-overs that the server had taken before it was asked for what `manifest` says, or says unchanged. */
  async keepManifest(manifest: TakenAlong | null, told: readonly number[]): Promise<void> {
    const write = this.db.transaction(['manifest', 'handed'], 'readwrite', { durability: 'strict' });
    if (manifest) void write.objectStore('manifest').put(manifest, 'manifest');
    for (const seq of told) {
      const kept = await write.objectStore('handed').get(seq);
      if (kept) void write.objectStore('handed').put({ ...kept, settled: true });
    }
    await write.done;
  }

  /** `told`: the sales that the server had taken before it was asked what is on lease. What it lists no more is back. */
  async keepLeases(onLease: OnLease, told: readonly number[]): Promise<void> {
    const write = this.db.transaction(['leases', 'sales'], 'readwrite', { durability: 'strict' });
    const returning = returningOf(await write.objectStore('leases').get('returning'));
    const open = new Set(onLease.leases.map(({ id }) => id));
    void write.objectStore('leases').put(onLease, 'leases');
    void write.objectStore('leases').put(returning.filter(({ lease }) => open.has(lease)), 'returning');
    for (const seq of told) {
      const kept = await write.objectStore('sales').get(seq);
      if (kept) void write.objectStore('sales').put({ ...kept, settled: true });
    }
    await write.done;
  }
  /** From here on nothing is sold of these, by no window and after no crash, so that they can go back. All that do so now. */
  async startReturning(leases: readonly string[]): Promise<Returning[]> {
    const write = this.db.transaction(['leases', 'head'], 'readwrite', { durability: 'strict' });
    const before = returningOf(await write.objectStore('leases').get('returning'));
    const { seq } = (await write.objectStore('head').get('head')) ?? noRecords;
    const fresh = leases.filter((lease) => !before.some((one) => one.lease === lease)).map((lease) => ({ lease, seq }));
    const all = [...before, ...fresh];
    if (fresh.length > 0) void write.objectStore('leases').put(all, 'returning');
    await write.done;
    return all;
  }
  sales(): Promise<Sale[]> {
    return this.db.getAll('sales');
  }
  async head(): Promise<Head> {
    return (await this.db.get('head', 'head')) ?? noRecords;
  }

  handed(): Promise<KeptHandOver[]> {
    return this.db.getAll('handed');
  }
  waiting(most?: number): Promise<Waiting[]> {
    return this.db.getAll('waiting', null, most);
  }

  /** All of one moment: another window may bring a manifest that knows what this one still counts. */
  async read(): Promise<Content> {
    const reading = this.db.transaction(stores);
    const [manifest, head, waiting, handed, denied, troubles, onLease, returning, sales] = await Promise.all([
      reading.objectStore('manifest').get('manifest'),
      reading.objectStore('head').get('head'),
      reading.objectStore('waiting').count(),
      reading.objectStore('handed').getAll(),
      reading.objectStore('denied').getAll(),
      reading.objectStore('troubles').getAll(),
      reading.objectStore('leases').get('leases'),
      reading.objectStore('leases').get('returning'),
      reading.objectStore('sales').getAll(),
    ]);
    const shown = marked((onLease as OnLease | undefined) ?? nothingOnLease, returningOf(returning));
    return { manifest, head: head ?? noRecords, waiting, handed, denied, troubles, onLease: shown, sales };
  }

  /** Writes one record behind `head`. Throws Overtaken where another window wrote since that was read, and what the disk says. */
  async write(device: Enrolled, head: Head, clocks: Clocks, deed: Deed, about: About): Promise<void> {
    const next = await nextRecord(device.id, device.key, head, clocks, deed);
    const write = this.db.transaction(['head', 'waiting', 'handed', 'denied', 'sales', 'leases'], 'readwrite', { durability: 'strict' });
    const done = write.done.catch(() => undefined); // told by what failed, or below
    try {
      const known = (await write.objectStore('head').get('head')) ?? noRecords;
      if (known.seq !== head.seq) throw new Overtaken('another window wrote in between');
      const returning = returningOf(await write.objectStore('leases').get('returning'));
      if (deed.action === 'sale' && deed.lines.some((line) => returning.some(({ lease }) => lease === line.lease)))
        throw new Overtaken('what it sells is on its way back since');
      const { seq } = next.signed;
      await write.objectStore('head').put(next.head, 'head');
      await write.objectStore('waiting').put({ ...next.signed, code: about.code });
      if (deed.action === 'pickup')
        await write.objectStore('handed').put({ seq, booking: about.booking, lines: deed.lines, ...(about.taken && { taken: about.taken }), at: about.at, told: false, settled: false });
      else if (deed.action === 'sale' && about.total)
        await write.objectStore('sales').put({ seq, lines: deed.lines, paid: deed.paid, total: about.total, at: about.at, told: false, settled: false });
      else if (deed.action === 'void') {
        const sale = await write.objectStore('sales').get(deed.of);
        if (sale) await write.objectStore('sales').put(undoing(sale, seq, about.at));
      } else await write.objectStore('denied').put({ seq, at: about.at });
    } catch (reason) {
      abort(write); // or what was put before would stay
      await done;
      throw reason;
    }
    await write.done;
  }

  /** The server answered: what it said of each record. */
  async settle(answers: readonly { record: Waiting; outcome: 'applied' | 'duplicate-same' | 'conflict' | 'rejected'; sentence: string }[]): Promise<void> {
    const write = this.db.transaction(['waiting', 'handed', 'troubles', 'sales'], 'readwrite', { durability: 'strict' });
    for (const { record, outcome, sentence } of answers) {
      void write.objectStore('waiting').delete(record.seq);
      const kept = await write.objectStore('handed').get(record.seq);
      if (kept) void write.objectStore('handed').put({ ...kept, told: true });
      const sale = await write.objectStore('sales').get(record.seq);
      if (sale) void write.objectStore('sales').put({ ...sale, told: true });
      if (outcome === 'conflict' || outcome === 'rejected')
        void write.objectStore('troubles').put({ seq: record.seq, code: record.code, outcome, sentence });
    }
    await write.done;
  }
  async forgetTrouble(seq: number): Promise<void> {
    await this.db.delete('troubles', seq);
  }

  /** What is of yesterday and known to the server is of no more use here. */
  async tidy(now: number): Promise<void> {
    const write = this.db.transaction(['handed', 'denied', 'sales'], 'readwrite');
    for (const old of await write.objectStore('sales').getAll()) {
      if (old.settled && now - old.at > day) void write.objectStore('sales').delete(old.seq);
    }
    for (const old of await write.objectStore('handed').getAll()) {
      if (old.settled && now - old.at > day) void write.objectStore('handed').delete(old.seq);
    }
    for (const old of await write.objectStore('denied').getAll()) {
      if (now - old.at > day) void write.objectStore('denied').delete(old.seq);
    }
    await write.done;
  }
}
