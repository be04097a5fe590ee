// What the app knows and shows. Decisions are made elsewhere (verdict.ts); what is kept is in the book.
import { batch, computed, signal, type Signal } from '@preact/signals';
import { Problem, type Money } from '../api/client';
import { Book, Outdated, Overtaken, type About, type Content, type Denied, type Enrolled, type KeptHandOver, type OnLease, type TakenAlong, type Trouble } from './book';
import { makeNonce, readClocks, type Deed } from './chain';
import { Clock } from './clock';
import { elsewhereOf, type Elsewhere } from './elsewhere';
import { enrol, readLink, type EnrolmentLink } from './enrolment';
import { believed, freshnessOf, type Manifest } from './manifest';
import { dueWith, type Taken } from './paying';
import { lastSale, maySell, priced, type Basket, type LeaseOffer, type Paid, type Sale } from './sale';
import { DeviceServer } from './server';
import { Sync, type Reach } from './sync';
import { judge, type Verdict } from './verdict';

/** `outdated`: another window has a newer app, and with it the book. */
export type Phase = 'starting' | 'no-storage' | 'outdated' | 'not-enrolled' | 'ready';
export type View = 'scan' | 'sell' | 'today' | 'device';

/** Somebody shows a code. */
export interface Visit {
  scanned: string;
  /** performance.now() of the scan. */
  since: number;
  verdict: Verdict;
  nonce: string;
}
/** What became of the last one, until the next. */
export interface Done {
  what: 'handed-over' | 'turned-away' | 'sold' | 'taken-back';
  units: number;
  /** Of a sale. */
  total?: Money;
  /** Of a hand-over, where something was to be paid. */
  taken?: Taken;
}
export interface Giving {
  line: number;
  units: number;
}

export class Pickup {
  readonly phase = signal<Phase>('starting');
  readonly view = signal<View>('scan');
  readonly device = signal<Enrolled | null>(null);
  readonly manifest = signal<Manifest | null>(null);
  readonly handed = signal<readonly KeptHandOver[]>([]);
  readonly denied = signal<readonly Denied[]>([]);
  readonly waiting = signal(0);
  readonly troubles = signal<readonly Trouble[]>([]);
  readonly onLease = signal<OnLease>({ leases: [], offers: [], asOf: 0 });
  readonly sales = signal<readonly Sale[]>([]);
  /** What somebody at the stall wants, by lease. */
  readonly basket = signal<Basket>(new Map());
  readonly reach = signal<Reach>('unknown');
  readonly visit = signal<Visit | null>(null);
  readonly done = signal<Done | null>(null);
  /** The visit (its nonce) for which the server is asked what its booking is; "" for none. */
  readonly asking = signal('');
  /** By the server's clock, as far as it is known: the device's own may be wrong by a day. */
  readonly now = signal(Date.now());
  readonly newVersion = signal(false);
  /** What was behind the "#" of the address. */
  readonly link: Signal<string>;

  readonly revoked = computed(() => this.device.value?.revoked === true);
  readonly mayHandOver = computed(() => !this.revoked.value && this.manifest.value?.may.includes('hand-over') === true);
  readonly maySell = computed(() => !this.revoked.value && this.manifest.value?.may.includes('sell') === true);
  readonly freshness = computed(() => this.manifest.value && freshnessOf(this.manifest.value, this.now.value));

  private book!: Book;
  private sync!: Sync;
  private readonly clock = new Clock(0);
  private soldSince = 0;
  private found: Elsewhere | null = null;
  private believedOne: { signature: string; manifest: Manifest | null } | undefined;
  private readonly server: DeviceServer;

  constructor(
    /** Below which path the installation stands: "" or "/cal". */
    readonly prefix: string,
    link = '',
  ) {
    this.link = signal(link);
    this.server = new DeviceServer(prefix);
    this.server.saysTime = (time) => void (this.device.value && this.clock.told(time) && this.keepAhead());
  }

  async start(): Promise<void> {
    try {
      this.book = await Book.open(() => (this.phase.value = 'outdated'));
      this.sync = new Sync(this.book, this.server, {
        reached: (reach) => this.reached(reach),
        now: () => this.clock.now(),
        changed: () => this.changed(),
      });
      await this.begin();
    } catch (reason) {
      if (this.phase.value !== 'outdated') this.phase.value = reason instanceof Outdated ? 'outdated' : 'no-storage';
    }
  }

  private async begin(): Promise<void> {
    const device = (await this.book.enrolled()) ?? null;
    this.device.value = device;
    if (!device) {
      this.phase.value = 'not-enrolled';
      return;
    }
    this.clock.adopt(device.ahead);
    this.tick();
    await this.book.tidy(this.now.value);
    await this.reread();
    this.phase.value = 'ready';
    void this.sync.run();
  }

  async enrol(link: EnrolmentLink): Promise<void> {
    await enrol(this.book, this.server, link);
    await navigator.storage?.persist?.().catch(() => false); // so that the browser does not tidy records away
    await this.begin();
  }

  /** The address was changed while the app was open: by a link that enrols, or one within the page. */
  opened(link: string): void {
    if (readLink(link)) this.link.value = link;
  }
  forgetLink(): void {
    this.link.value = '';
    history.replaceState(history.state, '', location.pathname + location.search);
  }

  tick(): void {
    if (this.clock.look() && this.device.value) this.keepAhead();
    this.now.value = this.clock.now();
  }
  private keepAhead(): void {
    const { ahead } = this.clock;
    if (this.device.value) this.device.value = { ...this.device.value, ahead };
    void this.book.change({ ahead }).catch(() => undefined); // the next answer says it again
  }
  contact(): void {
    if (this.phase.value === 'ready') void this.sync.run();
  }

  /** Somebody shows a code; or what is known has changed since. */
  async look(scanned: string, since = performance.now(), nonce = makeNonce()): Promise<void> {
    this.tick();
    this.found = null;
    const verdict = await this.judge(scanned);
    this.done.value = null;
    this.visit.value = { scanned, since, verdict, nonce };
    // Who booked after the manifest was made is known to the server, if that can be reached.
    if (verdict.kind === 'unknown') void this.askFor(nonce, verdict.token);
    else if (verdict.kind === 'expired' || verdict.kind === 'nothing-known') this.contact();
  }

  // It may be younger than what was taken along, which the next contact brings; else it is of another day or place.
  private async askFor(nonce: string, token: string): Promise<void> {
    this.asking.value = nonce;
    try {
      await this.sync.run();
      const manifest = this.manifest.value;
      if (this.visit.value?.nonce !== nonce || this.visit.value.verdict.kind !== 'unknown' || !manifest) return;
      this.found = await this.elsewhere(token, manifest);
      await this.rejudge();
    } catch {
      // without a network it stays unknown, which says to go online
    } finally {
      if (this.asking.value === nonce) this.asking.value = '';
    }
  }
  private async elsewhere(token: string, manifest: Manifest): Promise<Elsewhere> {
    try {
      return elsewhereOf(token, await this.server.booking(token), manifest, this.now.value);
    } catch (reason) {
      if (!(reason instanceof Problem)) throw reason;
      if (reason.status === 410) return { kind: 'transferred', token };
      if (reason.status === 404) return { kind: 'not-found', token };
      throw reason;
    }
  }
  leave(): void {
    this.visit.value = null;
  }
  /** Who is at the scanner and goes there again is done with who stands there. */
  go(view: View): void {
    if (view === 'scan' && this.view.value === 'scan') this.leave();
    this.view.value = view;
  }

  /**
   * `taken`: what was shown as due, and what became of it. Throws TooLarge, and what the disk says. Answers false where less is due
   * by now, of goods or of money: the visit then shows what is.
   */
  async handOver(giving: readonly Giving[], drawing: string, taken: Taken | null): Promise<boolean> {
    const visit = this.visit.value;
    if (visit?.verdict.kind !== 'hand-over') return false;
    const { token, card } = visit.verdict;
    const about = { booking: card.booking, code: card.code, ...(taken && { taken }) };
    const written = await this.write(about, async () => {
      const now = await this.judge(visit.scanned);
      const toPay = now.kind === 'hand-over' ? dueWith(now.card, now.toPay, now.lines, giving) : null;
      if ((toPay?.minor ?? 0) !== (taken?.money.minor ?? 0)) return null;
      const due = (line: number): number => (now.kind === 'hand-over' && now.lines.find((one) => one.line === line)?.due) || 0;
      if (giving.some(({ line, units }) => units > due(line))) return null;
      const paid = taken && { paid: taken.paid, minor: taken.money.minor };
      return { ...this.told(visit), action: 'pickup', v: 2, token, lines: [...giving], ...paid, ...(drawing && { drawing }) };
    });
    if (!written) {
      await this.look(visit.scanned, visit.since, visit.nonce);
      return false;
    }
    this.done.value = { what: 'handed-over', units: giving.reduce((sum, { units }) => sum + units, 0), ...(taken && { taken }) };
    this.visit.value = null;
    this.contact();
    return true;
  }

  async turnAway(): Promise<void> {
    const visit = this.visit.value;
    if (!visit || visit.verdict.kind === 'no-token') return;
    const { token, kind } = visit.verdict;
    const card = 'card' in visit.verdict ? visit.verdict.card : undefined;
    const reason = kind === 'hand-over' ? 'by staff' : kind;
    try {
      await this.write({ booking: card?.booking ?? '', code: card?.code ?? '' }, async () => ({ ...this.told(visit), action: 'deny', token, reason }));
    } catch {
      this.reach.value = 'storage'; // which says what to do; the visit stays
      return;
    }
    this.done.value = { what: 'turned-away', units: 0 };
    this.visit.value = null;
    this.contact();
  }

  choose(lease: string, units: number): void {
    if (this.basket.value.size === 0) this.soldSince = performance.now();
    const basket = new Map(this.basket.value);
    if (units > 0) basket.set(lease, units);
    else basket.delete(lease);
    batch(() => {
      this.done.value = null;
      this.basket.value = basket;
    });
  }

  /** Throws what the disk says. Answers false where it may not be sold like that any more; the basket stays. */
  async sell(paid: Paid): Promise<boolean> {
    const shown = priced(this.basket.value, this.onLease.value.leases, this.now.value);
    if (!shown) return false;
    const nonce = makeNonce();
    const written = await this.write({ booking: '', code: '', total: shown.total }, async () => {
      const { leases } = this.onLease.value;
      if (!maySell(shown.lines, leases, this.sales.value, this.now.value)) return null;
      return { ...this.told({ nonce, since: this.soldSince }), action: 'sale', lines: shown.lines, paid };
    });
    if (!written) return false;
    batch(() => {
      this.done.value = { what: 'sold', units: shown.lines.reduce((sum, { units }) => sum + units, 0), total: shown.total };
      this.basket.value = new Map();
    });
    this.contact();
    return true;
  }

  /** Throws what the disk says. */
  async takeBack(seq: number): Promise<void> {
    const nonce = makeNonce();
    const since = performance.now();
    const written = await this.write({ booking: '', code: '' }, async () =>
      lastSale(this.sales.value)?.seq === seq ? { ...this.told({ nonce, since }), action: 'void', of: seq } : null,
    );
    if (written) this.done.value = { what: 'taken-back', units: 0 };
    this.contact();
  }

  /** With a network. Throws Problem. The same nonce takes the same lease, not another. */
  async takeLease(offer: LeaseOffer, units: number, nonce: string): Promise<void> {
    const device = this.device.value;
    if (!device) return;
    try {
      await this.server.takeLease(device, { nonce, slot: offer.slot, sku: offer.sku, units, from: offer.from });
    } finally {
      await this.sync.run(); // also where no answer came: what was taken all the same is shown
    }
  }
  /**
   * With a network: first what was sold of it, then what was not. Throws Problem, and what the disk says. Where the answer to that
   * is lost it stays on its way back, and sells nothing.
   */
  async giveBack(lease: string): Promise<void> {
    if (!this.device.value) return;
    await this.sync.run();
    if (this.reach.value !== 'online') throw new Problem(0, 'there is no network');
    await this.book.startReturning([lease]);
    await this.reread();
    await this.sync.run();
    const refusal = this.sync.refusalOf(lease);
    if (refusal && this.onLease.value.leases.some(({ id }) => id === lease)) throw refusal;
  }

  async forgetTrouble(seq: number): Promise<void> {
    await this.book.forgetTrouble(seq);
    await this.reread();
  }

  private told(visit: Pick<Visit, 'nonce' | 'since'>): Pick<Deed, 'nonce' | 'manifest_seq' | 'online' | 'duration_ms'> {
    return {
      nonce: visit.nonce,
      manifest_seq: this.manifest.value?.seq ?? 0,
      online: this.reach.value === 'online',
      duration_ms: Math.round(performance.now() - visit.since),
    };
  }

  // `decide` is asked with what is on the disk, and again where another window of the app wrote in between; null writes nothing.
  private async write(about: Omit<About, 'at'>, decide: () => Promise<Deed | null>): Promise<boolean> {
    const device = this.device.value;
    if (!device) return false;
    for (;;) {
      const { head } = await this.reread();
      this.tick();
      const deed = await decide();
      if (!deed) return false;
      try {
        await this.book.write(device, head, readClocks(), deed, { ...about, at: this.now.value });
        await this.reread();
        return true;
      } catch (reason) {
        if (!(reason instanceof Overtaken)) throw reason;
      }
    }
  }

  private unsettled(): KeptHandOver[] {
    return this.handed.value.filter((one) => !one.settled);
  }
  private async judge(scanned: string): Promise<Verdict> {
    const verdict = await judge(scanned, { manifest: this.manifest.value, handedOver: this.unsettled(), now: this.now.value });
    return verdict.kind === 'unknown' && this.found?.token === verdict.token ? this.found : verdict;
  }

  private reached(reach: Reach): void {
    this.reach.value = reach;
    if (reach === 'revoked') void this.book.enrolled().then((device) => (this.device.value = device ?? null));
  }

  private async changed(): Promise<void> {
    this.tick(); // a clock that was set in between is in what the book says, or will be
    this.device.value = (await this.book.enrolled()) ?? null;
    if (this.device.value) this.clock.adopt(this.device.value.ahead);
    this.tick();
    await this.reread();
    await this.rejudge();
  }

  private async rejudge(): Promise<void> {
    const visit = this.visit.value;
    if (!visit) return;
    const verdict = await this.judge(visit.scanned);
    if (this.visit.value === visit && JSON.stringify(verdict) !== JSON.stringify(visit.verdict)) this.visit.value = { ...visit, verdict };
  }

  private async reread(): Promise<Content> {
    const content = await this.book.read();
    const manifest = await this.believe(content.manifest);
    batch(() => {
      this.manifest.value = manifest;
      this.handed.value = content.handed;
      this.denied.value = content.denied;
      this.waiting.value = content.waiting;
      this.troubles.value = content.troubles;
      this.onLease.value = content.onLease;
      this.sales.value = content.sales;
    });
    return content;
  }

  // What lies on the disk is checked again: whoever had the device in the hand could have changed it.
  private async believe(taken: TakenAlong | undefined): Promise<Manifest | null> {
    const device = this.device.value;
    if (!taken || !device) return null;
    if (taken.signed.signature !== this.believedOne?.signature) {
      const manifest = await believed(taken.signed, device.keys, device.id).catch(() => null);
      this.believedOne = { signature: taken.signed.signature, manifest };
    }
    return this.believedOne.manifest;
  }
}
