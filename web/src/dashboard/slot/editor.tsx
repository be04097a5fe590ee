// One slot, with all that it says about its sale; or a new one.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Edited } from '../parts/edited';
import { Field } from '../parts/field';
import { tell, told } from '../parts/told';
import { sentenceOf, Trouble } from '../parts/trouble';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { Words } from '../words/en';
import { wallOf } from './clock';
import { copyOf } from './copy';
import { changeOf, draftOf, emptyDraft, wrongIn, type Change, type Draft, type ShelfEvent, type Wrong } from './draft';
import { Bookable, Sold, Ways, What, WhenFields, type Sellable } from './fields';
import { oddPrices } from './odd_prices';
import { mayBeSaved } from './questions';
import { daysOfUse, shelfInUse } from './shelves';
import { StaffingFields } from './staffing_fields';
import { Obstacles, State } from './state';
import './editor.css';

/** What is edited, and what it may name. */
interface Material {
  /** Null for a new slot. */
  event: ShelfEvent | null;
  /** Which a new one is to be like. */
  like: ShelfEvent | null;
  products: readonly Sellable[];
  shelves: readonly { id: string; name: string }[];
  /** Where a new slot belongs. */
  shelf: string;
  /** Names of the shop's venues. */
  venues: readonly string[];
}

async function read(app: Dashboard, slot: string | undefined, copied: string | undefined): Promise<Material> {
  const shop = app.shop.slug;
  const [event, like, { products }, onShelves, { venues }] = await Promise.all([
    slot ? app.client.get('/api/v1/shops/{shop}/slots/{slot}/event', { shop, slot }) : null,
    copied ? app.client.get('/api/v1/shops/{shop}/slots/{slot}/event', { shop, slot: copied }) : null,
    app.client.get('/api/v1/shops/{shop}', { shop }),
    app.client.get('/api/v1/shops/{shop}/shelf', { shop }, daysOfUse(new Date())),
    app.client.get('/api/v1/shops/{shop}/stock', { shop }),
  ]);
  return { event, like, products, shelves: onShelves.shelves, shelf: like?.shelf ?? shelfInUse(onShelves), venues: venues.map(({ name }) => name) };
}

interface EditorProps {
  app: Dashboard;
  slot?: string;
  begins?: string;
  ends?: string;
  like?: string;
}

/** `slot`, or when a new one `begins` and `ends` by the clock of the shop, or which it is to be `like`. */
export function Editor({ app, slot, begins = '', ends = '', like }: EditorProps): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => read(app, slot, like), [slot]);
  if (asked.reason) return <><Back app={app} /><Trouble reason={asked.reason} again={asked.again} /></>;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { event, like: copied } = asked.value;
  const first = copied ? copyOf(copied, new Date()) : event ? draftOf(event) : emptyDraft(begins, ends || later(begins), app.shop.time_zone);
  const before = copied ? emptyDraft(first.starts, first.ends, first.zone) : first;
  return (
    <Form key={event?.etag ?? 'new'} app={app} material={asked.value} first={first} before={before} reload={asked.again}
      saved={(now) => asked.put({ ...(asked.value as Material), event: now })} />
  );
}

function later(begins: string): string {
  return wallOf(new Date(Date.parse(`${begins}Z`) + 2 * 3_600_000), 'UTC');
}

function Back({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  return <p><a class="quiet-link" href={app.router.address('calendar')}>{words.back}</a></p>;
}

function sayWrong(kind: Wrong, words: Words): string {
  return {
    title: words.needsTitle, ends: words.endsLater, amount: words.wrongAmount, number: words.wrongNumber, 'needs-end': words.stepNeedsEnd, audience: words.wrongAudience,
    moment: words.needsMoment, times: words.wrongTimes, window: words.needsWindow, line: words.lineNeedsDrop, staff: words.wrongStaff,
  }[kind];
}

// Without crypto.randomUUID, which browsers have over https alone.
const freshKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

interface FormProps {
  app: Dashboard;
  material: Material;
  /** What the fields begin with, and what is there already. */
  first: Draft;
  before: Draft;
  reload: () => void;
  saved: (event: ShelfEvent) => void;
}

function Form({ app, material, first, before, reload, saved }: FormProps): JSX.Element {
  const { words, locale } = useWords();
  const { event, products, shelves, venues } = material;
  const [draft, setDraft] = useState(first);
  const [shelf, setShelf] = useState(material.shelf);
  const [reason, setReason] = useState<unknown>();
  const [atField, setAtField] = useState(false);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const key = useRef(freshKey()); // of a new slot: what is sent twice is made once
  const dirty = Object.keys(changeOf(draft, before)).length > 0;
  useGuard(app, dirty);

  const found = checked ? wrongIn(draft, app.shop.currency) : new Map<string, Wrong>();
  const field = reason instanceof Problem ? reason.document?.field : undefined;
  const wrong = (name: string): string | undefined => {
    const kind = found.get(name);
    if (kind) return sayWrong(kind, words);
    return field !== undefined && field === name ? sentenceOf(reason, words.unreachable) : undefined;
  };
  // Where something is wrong, the first of it has the focus; what stands at its field is not said a second time.
  useLayoutEffect(() => {
    setAtField(form.current?.querySelector('.error') !== null);
    if (found.size > 0 || reason !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [checked, reason]);

  // What was saved is shown anew: who saved it goes on from its heading.
  useLayoutEffect(() => {
    if (event && told.peek()) heading.current?.focus();
  }, []);

  const save = async (off: boolean): Promise<void> => {
    const wanted = { ...draft, off };
    const change = changeOf(wanted, before);
    setReason(undefined);
    setChecked(true);
    told.value = null; // what was done before is no answer to this
    if (wrongIn(wanted, app.shop.currency).size > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    const odd = oddPrices(wanted, before, products, app.shop.currency);
    const nameOf = (sku: string): string => (sku === 'SEAT' ? words.seat : products.find((product) => product.sku === sku)?.name ?? sku);
    if (!(await mayBeSaved({ event, change, draft: wanted, odd, nameOf, words, locale }))) return;
    setBusy(true);
    try {
      const now = event ? await put(app, event, change) : await make(app, shelf, key.current, { ...change, starts: wanted.starts, ends: wanted.ends, time_zone: wanted.zone });
      app.router.guard = null;
      tell(sayDone(event, now, words));
      const done = told.value;
      if (event) saved(now);
      else await app.router.go('calendar', { slot: now.slot });
      told.value = done;
    } catch (why) {
      setReason(why);
      // What was refused is corrected, and then another request; what nobody answered may have arrived.
      if (!(why instanceof Problem && why.status === 0)) key.current = freshKey();
    } finally {
      setBusy(false);
    }
  };
  const remove = async (gone: ShelfEvent): Promise<void> => {
    if (!(await confirm({ title: words.deleteTitle(gone.summary), text: words.deleteText, act: words.deleteNow, danger: true }))) return;
    setReason(undefined);
    told.value = null;
    setBusy(true);
    try {
      await app.client.delete('/api/v1/shops/{shop}/slots/{slot}/event', { shop: app.shop.slug, slot: gone.slot }, { 'If-Match': gone.etag });
      app.router.guard = null;
      await app.router.go('calendar');
      tell(words.deleted(gone.summary));
    } catch (why) {
      setReason(why);
      setBusy(false);
    }
  };
  const props = { draft, change: (part: Partial<Draft>) => setDraft((was) => ({ ...was, ...part })), wrong };
  const fixed = event?.recurring ? words.seriesTimes : event?.all_day ? words.allDayTimes : null;
  return (
    <form ref={form} class="editor" noValidate onSubmit={(submitted) => { submitted.preventDefault(); void save(event?.off ?? false); }}>
      <Back app={app} />
      <h2 ref={heading} tabIndex={-1}>{event ? event.summary : material.like ? words.copyTitle(material.like.summary) : words.newTitle} {event && <State slot={event} />}</h2>
      {reason !== undefined && !atField && <Trouble reason={reason} />}
      <Edited reason={reason} reload={reload} />
      {(found.size > 0 || (reason !== undefined && atField)) && <p class="notice bad" role="alert">{words.correct}</p>}
      {event && <Check event={event} products={products} />}
      {event && (
        <p class="buttons">
          <a class="button quiet" href={app.router.address('calendar', { like: event.slot })}>{words.duplicate}</a>
          {event.booked_in_all === 0 && !event.recurring && <button type="button" class="plain" disabled={busy} onClick={() => void remove(event)}>{words.deleteSlot}</button>}
        </p>
      )}
      <fieldset class="sent" disabled={busy}>
        {!event && shelves.length > 1 && (
          <Field label={words.shelf}>
            {(tied) => <select {...tied} value={shelf} onChange={(chosen) => setShelf(chosen.currentTarget.value)}>{shelves.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}
          </Field>
        )}
        <div class="split even">
          <div><What {...props} app={app} venues={venues} /><WhenFields {...props} fixed={fixed} /><Ways {...props} /><StaffingFields {...props} /></div>
          <div><Sold {...props} products={products} currency={app.shop.currency} productsAt={app.router.address('products')} /><Bookable {...props} /></div>
        </div>
      </fieldset>
      <div class="buttons save">
        <SaveButtons event={event} dirty={dirty} busy={busy} save={(off) => void save(off)} />
        <a class="button quiet" href={app.router.address('calendar')}>{words.cancel}</a>
      </div>
    </form>
  );
}

interface SaveProps {
  event: ShelfEvent | null;
  dirty: boolean;
  busy: boolean;
  save: (off: boolean) => void;
}

/** Published, or a draft: nobody has to look for that. Enter in a field saves and leaves the slot what it is; a new one it publishes. */
function SaveButtons({ event, dirty, busy, save }: SaveProps): JSX.Element {
  const { words } = useWords();
  const off = event?.off ?? false;
  const onSale = event !== null && !off;
  return (
    <>
      <button type={off ? 'button' : 'submit'} disabled={busy || (onSale && !dirty)} onClick={off ? () => save(false) : undefined}>{onSale ? words.save : words.publish}</button>
      <button type={off ? 'submit' : 'button'} class="plain" disabled={busy || (off && !dirty)} onClick={off ? undefined : () => save(true)}>{onSale ? words.takeOff : words.saveDraft}</button>
    </>
  );
}

function sayDone(before: ShelfEvent | null, now: ShelfEvent, words: Words): string {
  const was = before?.off ?? null;
  if (now.off) return was === false ? words.takenOff(now.summary) : words.savedDraft(now.summary);
  return was === false ? words.saved(now.summary) : words.published(now.summary);
}

/** Why it is not on sale, and which lines of it cannot be read. */
function Check({ event, products }: { event: ShelfEvent; products: readonly Sellable[] }): JSX.Element {
  const { words } = useWords();
  const slot = { time_zone: event.time_zone, offers: products as never };
  return (
    <section class="panel check" aria-labelledby="check">
      <h2 id="check">{words.checkTitle}</h2>
      {event.check.length === 0 && <p>{words.checkNone}</p>}
      <Obstacles check={event.check} slot={slot} />
      {event.problems.length > 0 && (
        <>
          <h3>{words.mendLines}</h3>
          <ul>{event.problems.map(({ where, sentence }) => <li key={where}>{sentence}</li>)}</ul>
        </>
      )}
    </section>
  );
}

function put(app: Dashboard, event: ShelfEvent, change: Change): Promise<ShelfEvent> {
  return app.client.put('/api/v1/shops/{shop}/slots/{slot}/event', { shop: app.shop.slug, slot: event.slot }, change, { 'If-Match': event.etag });
}
function make(app: Dashboard, shelf: string, key: string, change: Change): Promise<ShelfEvent> {
  return app.client.post('/api/v1/shops/{shop}/shelves/{shelf}/slots', { shop: app.shop.slug, shelf }, change, { 'Idempotency-Key': key });
}

/** Who leaves with changes is asked; who closes the window, by the browser. */
function useGuard(app: Dashboard, dirty: boolean): void {
  const { words } = useWords();
  useEffect(() => {
    if (!dirty) return;
    const guard = (): Promise<boolean> => confirm({ title: words.unsaved, text: words.unsavedText, act: words.leave, refrain: words.stay, danger: true });
    const close = (event: BeforeUnloadEvent): void => event.preventDefault();
    app.router.guard = guard;
    addEventListener('beforeunload', close);
    return () => {
      if (app.router.guard === guard) app.router.guard = null;
      removeEventListener('beforeunload', close);
    };
  }, [dirty, words]);
}
