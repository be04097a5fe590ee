// What the editor's fields hold, made of an event and back into what is changed of it.
import type { components } from '../../api/schema';
import { minorOf } from '../bookings/amount';
import { readMoment, writeMoment, type Moment } from './clock';
import type { Step } from './ladder';

export type ShelfEvent = components['schemas']['ShelfEvent'];
export type Change = components['schemas']['ShelfEventChange'];
type Terms = components['schemas']['ShelfTerms'];
export type WayKind = components['schemas']['FulfilmentKind'];
export const wayKinds: readonly WayKind[] = ['PICKUP', 'DELIVERY', 'SAME-DAY', 'DIGITAL'];

export interface DraftStep extends Step {
  sku: string;
  currency: string;
}
export interface Goods {
  sku: string;
  units: string;
  preorder: boolean;
}
export interface Window {
  /** "10:00", by the clock of the slot. */
  begins: string;
  ends: string;
  capacity: string;
}
export interface Opening {
  audience: string;
  at: Moment;
}
export interface Staffing {
  /** Else what the venue or the shop says holds. */
  own: boolean;
  people: string;
  perBookings: string;
  atLeast: string;
  setUp: string;
  tearDown: string;
}
export interface Way {
  on: boolean;
  fee: string;
  cutOff: Moment;
}

export interface Draft {
  summary: string;
  story: string;
  location: string;
  image: string;
  starts: string;
  ends: string;
  zone: string;
  off: boolean;
  cancelled: boolean;
  seats: string;
  goods: Goods[];
  prices: DraftStep[];
  limit: string;
  ways: Record<WayKind, Way>;
  windows: 'none' | 'equal' | 'named';
  windowLength: string;
  windowCapacity: string;
  windowList: Window[];
  /** By SKU: below so many left at the venue, it sells none. */
  thresholds: Readonly<Record<string, string>>;
  opens: Moment;
  early: Opening[];
  closes: Moment;
  cancel: Moment;
  drop: string;
  /** People a minute that the line of its drop lets in. */
  queue: string;
  bundle: string;
  staffing: Staffing;
}

const none: Moment = { kind: 'none' };
const text = (value: string | number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

export function emptyDraft(starts: string, ends: string, zone: string): Draft {
  const way = (on: boolean): Way => ({ on, fee: '', cutOff: none });
  return {
    summary: '', story: '', location: '', image: '', starts, ends, zone, off: false, cancelled: false, seats: '', goods: [], prices: [], limit: '',
    ways: { PICKUP: way(false), DELIVERY: way(false), 'SAME-DAY': way(false), DIGITAL: way(false) },
    windows: 'none', windowLength: '', windowCapacity: '', windowList: [], thresholds: {}, opens: none, early: [], closes: none, cancel: none, drop: '', queue: '', bundle: '',
    staffing: staffingOf(null),
  };
}

function staffingOf(rule: Terms['staffing']): Staffing {
  return {
    own: rule !== null && rule !== undefined, people: text(rule?.people ?? 1), perBookings: text(rule?.per_bookings ?? 8), atLeast: text(rule?.at_least),
    setUp: text(rule?.set_up_minutes), tearDown: text(rule?.tear_down_minutes),
  };
}

export function draftOf(event: ShelfEvent): Draft {
  const { terms } = event;
  const zone = event.time_zone;
  const draft = emptyDraft(event.starts, event.ends, zone);
  for (const { kind, fee, cut_off } of terms.fulfilment ?? []) draft.ways[kind] = { on: true, fee: text(fee), cutOff: readMoment(cut_off, zone) };
  return {
    ...draft,
    summary: event.summary,
    story: event.story,
    location: event.location,
    image: text(event.image),
    off: event.off,
    cancelled: event.cancelled,
    seats: text(terms.seats),
    goods: [
      ...(terms.stock ?? []).map(({ sku, units }) => ({ sku, units: text(units), preorder: false })),
      ...(terms.preorders ?? []).map(({ sku, units }) => ({ sku, units: text(units), preorder: true })),
    ],
    prices: (terms.prices ?? []).map((price) => ({
      sku: price.sku ?? 'SEAT', currency: price.currency ?? '', amount: price.amount, tier: text(price.tier),
      until: readMoment(price.until, zone), sold: text(price.quantity),
    })),
    limit: text(terms.limit),
    windows: !terms.windows ? 'none' : terms.windows.length_minutes ? 'equal' : 'named',
    windowLength: text(terms.windows?.length_minutes),
    windowCapacity: text(terms.windows?.capacity),
    windowList: (terms.windows?.list ?? []).map(({ begins, ends, capacity }) => ({ begins, ends, capacity: text(capacity) })),
    thresholds: Object.fromEntries((terms.thresholds ?? []).map(({ sku, units }) => [sku, units === 0 ? '' : text(units)])),
    early: (terms.early ?? []).map(({ audience, at }) => ({ audience, at: readMoment(at, zone) })),
    queue: text(terms.queue),
    staffing: staffingOf(terms.staffing),
    opens: readMoment(terms.opens, zone),
    closes: readMoment(terms.closes, zone),
    cancel: readMoment(terms.cancel, zone),
    drop: text(terms.drop),
    bundle: text(terms.bundle),
  };
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const whole = (digits: string): number | null => (digits.trim() === '' ? null : Number(digits.trim()));
const amount = (typed: string): string => typed.trim().replace(',', '.');

function windowsOf({ windows, windowLength, windowCapacity, windowList }: Draft): NonNullable<Terms['windows']> | null {
  if (windows === 'none') return null;
  const capacity = whole(windowCapacity);
  if (windows === 'equal') return { length_minutes: whole(windowLength), capacity };
  return { capacity, list: windowList.map((one) => ({ begins: one.begins, ends: one.ends, capacity: whole(one.capacity) })) };
}

function termsOf(draft: Draft): Terms {
  const goods = (preorder: boolean): { sku: string; units: number }[] =>
    draft.goods.filter((one) => one.preorder === preorder).map(({ sku, units }) => ({ sku, units: whole(units) ?? 0 }));
  return {
    seats: whole(draft.seats),
    stock: goods(false),
    preorders: goods(true),
    prices: draft.prices.map((step) => ({
      sku: step.sku, tier: step.tier.trim() || null, until: writeMoment(step.until), quantity: whole(step.sold), amount: amount(step.amount),
      ...(step.currency && { currency: step.currency }),
    })),
    limit: whole(draft.limit),
    fulfilment: wayKinds.filter((kind) => draft.ways[kind].on).map((kind) => {
      const { fee, cutOff } = draft.ways[kind];
      return { kind, fee: amount(fee) || null, cut_off: writeMoment(cutOff) };
    }),
    windows: windowsOf(draft),
    thresholds: Object.entries(draft.thresholds).filter(([, units]) => units.trim() !== '').map(([sku, units]) => ({ sku, units: whole(units) ?? 0 })),
    opens: writeMoment(draft.opens),
    early: draft.early.map(({ audience, at }) => ({ audience: audience.trim().toUpperCase(), at: writeMoment(at) ?? '' })),
    closes: writeMoment(draft.closes),
    cancel: writeMoment(draft.cancel),
    drop: draft.drop.trim() || null,
    queue: whole(draft.queue),
    bundle: draft.bundle.trim() || null,
    staffing: !draft.staffing.own ? null : {
      people: whole(draft.staffing.people) ?? 1, per_bookings: whole(draft.staffing.perBookings) ?? 8, at_least: whole(draft.staffing.atLeast),
      set_up_minutes: whole(draft.staffing.setUp), tear_down_minutes: whole(draft.staffing.tearDown),
    },
  };
}

function allOf(draft: Draft): Change & { terms: Terms } {
  return {
    summary: draft.summary.trim(), story: draft.story, location: draft.location.trim(), image: draft.image.trim(),
    starts: draft.starts, ends: draft.ends, time_zone: draft.zone, off: draft.off, cancelled: draft.cancelled, terms: termsOf(draft),
  };
}

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

function only<Whole extends object>(wanted: Whole, before: Whole): Partial<Whole> {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => differs(value, before[name as keyof Whole]))) as Partial<Whole>;
}

/** What is to be written: members that say something else than before; times go together. Nothing changed: empty. */
export function changeOf(draft: Draft, before: Draft): Change {
  const wanted = allOf(draft);
  const was = allOf(before);
  const { terms: _, ...change } = only(wanted, was);
  const terms = only(wanted.terms, was.terms);
  const times = ['starts', 'ends', 'time_zone'].some((name) => name in change) ? { starts: draft.starts, ends: draft.ends, time_zone: draft.zone } : {};
  return { ...change, ...times, ...(Object.keys(terms).length > 0 && { terms }) };
}

export type Wrong = 'title' | 'ends' | 'amount' | 'number' | 'needs-end' | 'audience' | 'moment' | 'times' | 'window' | 'line' | 'staff';
/** What is wrong before the server is asked, by the names that it would give: "terms.prices[0].amount". */
export function wrongIn(draft: Draft, currency: string): Map<string, Wrong> {
  const wrong = new Map<string, Wrong>();
  const number = (name: string, typed: string): unknown => typed.trim() !== '' && !/^\d{1,7}$/.test(typed.trim()) && wrong.set(name, 'number');
  if (draft.summary.trim() === '') wrong.set('summary', 'title');
  if (!(draft.ends > draft.starts)) wrong.set('ends', 'ends');
  number('terms.seats', draft.seats);
  number('terms.limit', draft.limit);
  draft.goods.forEach(({ units }, at) => (units.trim() === '' ? wrong.set(`goods[${at}]`, 'number') : number(`goods[${at}]`, units)));
  draft.prices.forEach((step, at) => {
    if (minorOf(step.amount, step.currency || currency) === undefined) wrong.set(`terms.prices[${at}].amount`, 'amount');
    number(`terms.prices[${at}].quantity`, step.sold);
    const followed = draft.prices.slice(at + 1).some(({ sku, currency }) => sku === step.sku && currency === step.currency);
    if (followed && step.until.kind === 'none' && step.sold.trim() === '') wrong.set(`terms.prices[${at}].until`, 'needs-end');
  });
  if (draft.windows === 'equal') {
    if (!/^[1-9]\d{0,3}$/.test(draft.windowLength.trim())) wrong.set('terms.windows.length_minutes', 'number');
    number('terms.windows.capacity', draft.windowCapacity);
  }
  if (draft.windows === 'named') {
    if (draft.windowList.length === 0) wrong.set('terms.windows', 'window');
    draft.windowList.forEach(({ begins, ends, capacity }, at) => {
      if (!clock.test(begins) || !clock.test(ends) || begins === ends) wrong.set(`terms.windows.list[${at}].begins`, 'times');
      number(`terms.windows.list[${at}].capacity`, capacity);
    });
  }
  for (const [sku, units] of Object.entries(draft.thresholds)) number(`threshold.${sku}`, units);
  draft.early.forEach(({ audience, at: moment }, at) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(audience.trim())) wrong.set(`terms.early[${at}].audience`, 'audience');
    if (moment.kind === 'none') wrong.set(`terms.early[${at}].at`, 'moment');
    if (moment.kind === 'before' && !/^\d{1,5}$/.test(moment.amount.trim())) wrong.set(`terms.early[${at}].at`, 'number');
  });
  number('terms.queue', draft.queue);
  if (Number(draft.queue) > 0 && draft.drop.trim() === '') wrong.set('terms.queue', 'line');
  if (draft.staffing.own) {
    const { people, perBookings, atLeast, setUp, tearDown } = draft.staffing;
    const within = (name: string, typed: string, least: number, most: number, needed = false): unknown =>
      (typed.trim() === '' ? needed : !/^\d{1,4}$/.test(typed.trim()) || Number(typed) < least || Number(typed) > most) && wrong.set(`terms.staffing.${name}`, 'staff');
    within('people', people, 1, 100, true);
    within('per_bookings', perBookings, 1, 9999, true);
    within('at_least', atLeast, 1, 100);
    within('set_up_minutes', setUp, 0, 1440);
    within('tear_down_minutes', tearDown, 0, 1440);
  }
  for (const kind of wayKinds) {
    const { on, fee } = draft.ways[kind];
    if (on && fee.trim() !== '' && minorOf(fee, currency) === undefined) wrong.set(`fee.${kind}`, 'amount');
  }
  for (const name of ['opens', 'closes', 'cancel'] as const) {
    const moment = draft[name];
    if (moment.kind === 'before' && !/^\d{1,5}$/.test(moment.amount.trim())) wrong.set(`terms.${name}`, 'number');
  }
  return wrong;
}
