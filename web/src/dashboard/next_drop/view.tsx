// The next drop, proposed: each line with its reasons, edited here, then drafted in the calendar.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { writeDate, writeMoney } from '../../words/write';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { daysOfUse, shelfInUse } from '../slot/shelves';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { bodyOf, chosenSlots, dayOfSlot, draftOf, isSound, mistakeInPrice, mistakeInUnits, type Draft, type Line, type Proposal, type Reason } from './draft';
import { useWords } from './speech';
import './style.css';

export function View({ app }: ViewProps): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const asked = useAnswer(async () => {
    const [next, onShelves] = await Promise.all([
      app.client.get('/api/v1/shops/{shop}/next-drop', { shop }),
      app.client.get('/api/v1/shops/{shop}/shelf', { shop }, daysOfUse(new Date())),
    ]);
    return { ...next, shelves: onShelves.shelves, shelf: shelfInUse(onShelves) };
  }, []);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { proposal, why, shelves, shelf } = asked.value;
  if (!proposal) return <p class="empty">{words[`none:${why ?? 'no-drop-is-over'}`]}</p>;
  return <Editor app={app} proposal={proposal} shelves={shelves} shelf={shelf} />;
}

interface EditorProps {
  app: Dashboard;
  proposal: Proposal;
  shelves: readonly { id: string; name: string }[];
  /** Where the drop belongs. */
  shelf: string;
}

function Editor({ app, proposal, shelves, shelf }: EditorProps): JSX.Element {
  const { words, locale } = useWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(proposal, shelf));
  const { busy, reason, send } = useSending();
  const [made, setMade] = useState<readonly string[]>([]);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const changeLine = (slotAt: number, lineAt: number, part: Partial<Line>): void =>
    change({ slots: draft.slots.map((slot, at) => (at !== slotAt ? slot : { ...slot, lines: slot.lines.map((line, one) => (one !== lineAt ? line : { ...line, ...part })) })) });
  const none = chosenSlots(draft).length === 0;
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (none || !isSound(draft)) return;
    await send(async () => {
      const made = await app.client.post('/api/v1/shops/{shop}/next-drop', { shop: app.shop.slug }, bodyOf(draft, proposal));
      tell(words.drafted(made.slots.length));
      setMade(made.slots);
    });
  };
  if (made.length > 0) {
    return (
      <section class="panel">
        <h2>{draft.drop}</h2>
        <p>{words.drafted(made.length)}</p>
        <ul>{chosenSlots(draft).map((slot, at) => <li key={slot.proposed.like}><a href={app.router.address('calendar', { slot: made[at] ?? '' })}>{slot.title}</a></li>)}</ul>
      </section>
    );
  }
  return (
    <form onSubmit={(event) => void make(event)} noValidate>
      <p>{words.after(proposal.after)} <a href={app.router.address('report', { drop: proposal.after })}>{words.howItWent}</a></p>
      <section class="panel">
        <div class="next-drop-head">
          <Field label={words.dropName} help={words.dropNameHelp}>
            {(tied) => <input {...tied} required maxLength={64} pattern="[A-Za-z0-9\-]+" value={draft.drop} onInput={(event) => change({ drop: event.currentTarget.value })} />}
          </Field>
          <Field label={words.firstDay}>
            {(tied) => <input {...tied} type="date" required value={draft.day} onInput={(event) => event.currentTarget.value && change({ day: event.currentTarget.value })} />}
          </Field>
          <Field label={words.onShelf}>
            {(tied) => (
              <select {...tied} value={draft.shelf} onChange={(event) => change({ shelf: event.currentTarget.value })}>
                {shelves.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
              </select>)}
          </Field>
        </div>
        <Reasons reasons={proposal.reasons} />
      </section>
      {draft.slots.map((slot, slotAt) => (
        <section class="panel" key={slot.proposed.like}>
          <h2>{slot.title}</h2>
          <p class="soft">
            {writeDate(new Date(`${dayOfSlot(draft, slot, proposal)}T12:00:00Z`), 'longDay', locale, 'UTC')},{' '}
            {writeDate(new Date(slot.proposed.starts_at), 'time', locale, slot.proposed.time_zone)} – {writeDate(new Date(slot.proposed.ends_at), 'time', locale, slot.proposed.time_zone)}
            {slot.proposed.location && `, ${slot.proposed.location}`}
          </p>
          <Field label={words.slotTitle}>
            {(tied) => (
              <input {...tied} required maxLength={500} value={slot.title}
                onInput={(event) => change({ slots: draft.slots.map((one, at) => (at === slotAt ? { ...one, title: event.currentTarget.value } : one)) })} />)}
          </Field>
          {slot.lines.map((line, lineAt) => <LineFields key={line.proposed.sku} line={line} change={(part) => changeLine(slotAt, lineAt, part)} />)}
        </section>))}
      {none && <p class="error">{words.nothingChosen}</p>}
      {reason !== undefined && <Trouble reason={reason} />}
      <p class="buttons"><button type="submit" disabled={busy || none || !isSound(draft)}>{words.draft}</button></p>
    </form>
  );
}

function LineFields({ line, change }: { line: Line; change: (part: Partial<Line>) => void }): JSX.Element {
  const { words } = useWords();
  const { proposed } = line;
  const name = proposed.name ?? (proposed.sku === 'SEAT' ? words.seats : proposed.sku);
  const errorOf = (mistake: ReturnType<typeof mistakeInUnits>): string | undefined => (line.chosen && mistake ? words[mistake] : undefined);
  return (
    <fieldset class="next-drop-line">
      <legend>
        <label class="check"><input type="checkbox" checked={line.chosen} aria-label={words.include(name)} onChange={(event) => change({ chosen: event.currentTarget.checked })} /> {name}</label>
      </legend>
      <div class="next-drop-numbers">
        <Field label={words.unitsOffered} error={errorOf(mistakeInUnits(line))}>
          {(tied) => <input {...tied} inputMode="numeric" disabled={!line.chosen} value={line.units} onInput={(event) => change({ units: event.currentTarget.value })} />}
        </Field>
        <Field label={`${words.firstPrice} (${proposed.first_price.currency})`} error={errorOf(mistakeInPrice(line.first))}>
          {(tied) => <input {...tied} inputMode="decimal" disabled={!line.chosen} value={line.first} onInput={(event) => change({ first: event.currentTarget.value })} />}
        </Field>
        <Field label={`${words.lastPrice} (${proposed.last_price.currency})`} error={errorOf(mistakeInPrice(line.last))}>
          {(tied) => <input {...tied} inputMode="decimal" disabled={!line.chosen} value={line.last} onInput={(event) => change({ last: event.currentTarget.value })} />}
        </Field>
      </div>
      <Reasons reasons={proposed.reasons} />
    </fieldset>
  );
}

function Reasons({ reasons }: { reasons: readonly Reason[] }): JSX.Element {
  const { words, locale } = useWords();
  return (
    <ul class="reasons" aria-label={words.why}>
      {reasons.map(({ kind, units, of, money }) => <li key={kind}>{words[`reason:${kind}`](units, of, money ? writeMoney(money, locale) : '')}</li>)}
    </ul>
  );
}
