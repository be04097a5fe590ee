// Who works when: shifts, those that nobody has first, and the people of the shop.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { ChoiceFilter, useFilters } from '../lists/filters';
import { beginOf, dayIn, daysFrom } from '../lists/days';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { AssignForm } from './assign';

export type Shift = components['schemas']['Shift'];
export type Person = components['schemas']['Person'];

const ahead = 60; // days

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const manages = app.may('manager');
  const filters = useFilters(app, query, ['uncovered']);
  const only = filters.of('uncovered') === 'true';
  const today = dayIn(app.shop.time_zone, new Date());
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/shifts', { shop },
    { from: beginOf(today, app.shop.time_zone), to: beginOf(daysFrom(today, ahead), app.shop.time_zone), ...(only && { uncovered: true }) }), [only]);
  const people = useAnswer(async () => (manages ? (await app.client.get('/api/v1/shops/{shop}/people', { shop })).people : []), []);
  const [giving, setGiving] = useState<Shift | null>(null);
  const shifts = asked.value && [...asked.value.shifts].sort((a, b) => Number(b.uncovered) - Number(a.uncovered));
  const stateOf = (shift: Shift): string =>
    shift.uncovered ? words.uncovered : shift.state === 'waived' ? words.waived : shift.person ? words[`answer:${shift.person.answer}`] : '';
  return (
    <>
      <section class="panel">
        <h2>{words.shifts}</h2>
        <div class="filters">
          <ChoiceFilter filters={filters} name="uncovered" label={words.shown} choices={[['', words.all], ['true', words.uncoveredOnly]]} />
        </div>
        {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
        {!asked.value && asked.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
        {shifts && (
          <List label={words.shifts} file="shifts" rows={shifts} keyOf={(shift) => shift.id} empty={only ? words.allCovered : words.noShifts} troubled={(shift) => shift.uncovered}
            columns={[
              { name: words.slot, heading: true, text: (shift) => shift.summary, show: (shift) => <>{shift.summary}<div class="soft">{shift.location}</div></> },
              { name: words.when, text: (shift) => shift.starts_at, show: (shift) => <When at={shift.starts_at} until={shift.ends_at} zone={shift.time_zone || app.shop.time_zone} /> },
              { name: words.until, text: (shift) => shift.ends_at },
              { name: words.person, text: (shift) => shift.person?.name ?? '', show: (shift) => shift.person?.name ?? words.nobody },
              { name: words.state, text: stateOf, show: (shift) => <span class={`badge ${shift.uncovered ? 'cancelled' : shift.person?.answer === 'accepted' ? 'open' : 'upcoming'}`}>{stateOf(shift)}</span> },
              ...(manages ? [{ name: words.acts, show: (shift: Shift) => (
                <button type="button" class={shift.uncovered ? '' : 'plain'} aria-label={words.assignTitle(shift.summary)} onClick={() => setGiving(shift)}>{words.assign}</button>
              ) }] : []),
            ]} />
        )}
      </section>
      {manages && <People app={app} people={people.value} reason={people.reason} again={people.again} />}
      {giving && <AssignForm app={app} shift={giving} people={people.value ?? []} close={() => setGiving(null)}
        done={(name) => { tell(words.isAssigned(name)); asked.again(); }} />}
    </>
  );
}

function People({ app, people, reason, again }: { app: Dashboard; people: readonly Person[] | undefined; reason: unknown; again: () => void }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.people}</h2>
      {reason !== undefined && <Trouble reason={reason} again={again} />}
      {people && (
        <List label={words.people} file="people" rows={people} keyOf={(person) => person.id} empty=""
          columns={[
            { name: words.name, heading: true, text: (person) => person.name, show: (person) => person.name },
            { name: words.userName, text: (person) => person.id, show: (person) => person.id },
            { name: words.role, text: (person) => person.role, show: (person) => words[`role:${person.role}`] },
            { name: words.email, text: (person) => person.email, show: (person) => person.email },
            { name: words.signsIn, text: (person) => (person.signs_in ? words.yes : words.no), show: (person) => (person.signs_in ? words.yes : words.no) },
          ]} />
      )}
      <p class="fineprint">{words.addPeopleHelp} <code>timeshelf user add NAME --shop {app.shop.slug} --role staff</code></p>
    </section>
  );
}
