// One slot, with all that it says about its sale; or a new one.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { writeRange } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Field } from '../parts/field';
import { tell, told } from '../parts/told';
import { sentenceOf, Trouble } from '../parts/trouble';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { Words } from '../words/en';
import { instantOf, wallOf } from './clock';
import { changeOf, draftOf, emptyDraft, wrongIn, type Change, type Draft, type ShelfEvent, type Wrong } from './draft';
import { Bookable, Sold, Ways, What, WhenFields, type Sellable } from './fields';
import { Obstacles, State } from './state';
import './editor.css';

/** What is edited, and what it may name. */
interface Material {
  /** Null for a new slot. */
  event: ShelfEvent | null;
  products: readonly Sellable[];
  shelves: readonly { id: string; name: string }[];
}

async function read(app: Dashboard, slot: string | undefined): Promise<Material> {
  const shop = app.shop.slug;
  const [event, { products }, { shelves }] = await Promise.all([
    slot ? app.client.get('/api/v1/shops/{shop}/slots/{slot}/event', { shop, slot }) : null,
    app.client.get('/api/v1/shops/{shop}', { shop }),
    app.client.get('/api/v1/shops/{shop}/shelf', { shop }, { to: new Date(Date.now() + 60_000).toISOString() }),
  ]);
  return { event, products, shelves };
}

/** `slot`, or when a new one `begins` and `ends` by the clock of the shop. */
export function Editor({ app, slot, begins = '', ends = '' }: { app: Dashboard; slot?: string; begins?: string; ends?: string }): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => read(app, slot), [slot]);
  if (asked.reason) return <><Back app={app} /><Trouble reason={asked.reason} again={asked.again} /></>;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { event } = asked.value;
  const before = event ? draftOf(event) : { ...emptyDraft(begins, ends || later(begins), app.shop.time_zone), prices: [] };
  return (
    <Form key={event?.etag ?? 'new'} app={app} material={asked.value} before={before} reload={asked.again}
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
  return { title: words.needsTitle, ends: words.endsLater, amount: words.wrongAmount, number: words.wrongNumber, 'needs-end': words.stepNeedsEnd }[kind];
}

// Without crypto.randomUUID, which browsers have over https alone.
const freshKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

interface FormProps {
  app: Dashboard;
  material: Material;
  before: Draft;
  reload: () => void;
  saved: (event: ShelfEvent) => void;
}

function Form({ app, material, before, reload, saved }: FormProps): JSX.Element {
  const { words, locale } = useWords();
  const { event, products, shelves } = material;
  const [draft, setDraft] = useState(before);
  const [shelf, setShelf] = useState(shelves[0]?.id ?? '');
  const [reason, setReason] = useState<unknown>();
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const key = useRef(freshKey()); // of a new slot: what is sent twice is made once
  const change = changeOf(draft, before);
  const dirty = Object.keys(change).length > 0;
  useGuard(app, dirty);

  const found = checked ? wrongIn(draft) : new Map<string, Wrong>();
  const field = reason instanceof Problem ? reason.document?.field : undefined;
  const wrong = (name: string): string | undefined => {
    const kind = found.get(name);
    if (kind) return sayWrong(kind, words);
    return field !== undefined && field === name ? sentenceOf(reason, words.unreachable) : undefined;
  };
  // Where something is wrong, the first of it has the focus.
  useLayoutEffect(() => {
    if (found.size > 0 || reason !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [checked, reason]);

  // What was saved is shown anew: who saved it goes on from its heading.
  useLayoutEffect(() => {
    if (event && told.peek()) heading.current?.focus();
  }, []);

  const save = async (): Promise<void> => {
    setReason(undefined);
    setChecked(true);
    if (wrongIn(draft).size > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    if (event && !(await mayBeTold(event, change, draft, words, locale))) return;
    setBusy(true);
    try {
      const now = event ? await put(app, event, change) : await make(app, shelf, key.current, { ...change, starts: draft.starts, ends: draft.ends, time_zone: draft.zone });
      app.router.guard = null;
      tell(words.saved(now.summary));
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
  const props = { draft, change: (part: Partial<Draft>) => setDraft((was) => ({ ...was, ...part })), wrong };
  const fixed = event?.recurring ? words.seriesTimes : event?.all_day ? words.allDayTimes : null;
  const edited = reason instanceof Problem && reason.status === 412;
  return (
    <form ref={form} class="editor" noValidate onSubmit={(submitted) => { submitted.preventDefault(); void save(); }}>
      <Back app={app} />
      <h2 ref={heading} tabIndex={-1}>{event ? event.summary : words.newTitle} {event && <State slot={event} />}</h2>
      {reason !== undefined && <Trouble reason={reason} />}
      {edited && <p><button type="button" class="plain" onClick={reload}>{words.reload}</button></p>}
      {found.size > 0 && <p class="notice bad" role="alert">{words.correct} {[...found.values()].map((kind) => sayWrong(kind, words)).filter((said, at, all) => all.indexOf(said) === at).join(' ')}</p>}
      {event && <Check event={event} products={products} />}
      {!event && shelves.length > 1 && (
        <Field label={words.shelf}>
          {(tied) => <select {...tied} value={shelf} onChange={(chosen) => setShelf(chosen.currentTarget.value)}>{shelves.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}
        </Field>
      )}
      <div class="split even">
        <div><What {...props} app={app} /><WhenFields {...props} fixed={fixed} /><Ways {...props} /></div>
        <div><Sold {...props} products={products} currency={app.shop.currency} productsAt={app.router.address('products')} /><Bookable {...props} /></div>
      </div>
      <div class="buttons save">
        <button type="submit" disabled={busy || (event !== null && !dirty)}>{words.save}</button>
        <a class="button quiet" href={app.router.address('calendar')}>{words.cancel}</a>
      </div>
    </form>
  );
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

// Who has booked is told of another time or place, and that it does not take place: that is asked.
async function mayBeTold(event: ShelfEvent, change: Change, draft: Draft, words: Words, locale: string): Promise<boolean> {
  if (change.cancelled === true)
    return confirm({ title: words.callOffTitle(event.summary), text: words.callOffText(event.booked_in_all), act: words.callOff, danger: true });
  if (change.starts === undefined || event.booked === 0) return true;
  const write = (from: Date, to: Date, zone: string): string => writeRange(from, to, 'dayTime', locale, zone);
  const from = write(new Date(event.starts_at), new Date(event.ends_at), event.time_zone);
  const to = write(instantOf(draft.starts, draft.zone), instantOf(draft.ends, draft.zone), draft.zone);
  const text = <><p>{words.moveText(from, to)}</p><p>{words.moveTells(event.booked)}</p></>;
  return confirm({ title: words.moveTitle(event.summary), text, act: words.moveIt });
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
