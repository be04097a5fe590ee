// Who works when: shifts, those that nobody has first, and the people of the shop.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { ChoiceFilter, useFilters } from '../lists/filters';
import { beginOf, dayIn, daysFrom } from '../lists/days';
import { given } from '../lists/given';
import { More, rowsAtOnce, usePages, type Pages } from '../lists/pages';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { List } from '../parts/list';
import { tell } from '../parts/told';
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
  const asked = usePages<Shift>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/shifts', { shop },
      { from: beginOf(today, app.shop.time_zone), to: beginOf(daysFrom(today, ahead), app.shop.time_zone), ...(only && { uncovered: true }), ...given({ cursor, limit }) });
    return { rows: page.shifts, next: page.next };
  }, [only]);
  const people = usePages<Person>(async (cursor, limit = rowsAtOnce) => {
    const page = manages ? await app.client.get('/api/v1/shops/{shop}/people', { shop }, given({ cursor, limit })) : { people: [], next: null };
    return { rows: page.people, next: page.next };
  }, []);
  const [giving, setGiving] = useState<Shift | null>(null);
  const shifts = asked.rows && [...asked.rows].sort((a, b) => Number(b.uncovered) - Number(a.uncovered));
  const stateOf = (shift: Shift): string =>
    shift.uncovered ? words.uncovered : shift.state === 'waived' ? words.waived : shift.person ? words[`answer:${shift.person.answer}`] : '';
  return (
    <>
      <section class="panel">
        <h2>{words.shifts}</h2>
        <div class="filters">
          <ChoiceFilter filters={filters} name="uncovered" label={words.shown} choices={[['', words.all], ['true', words.uncoveredOnly]]} />
        </div>
        {shifts && (
          <List label={words.shifts} file="shifts" rows={shifts} rest={asked.rest} keyOf={(shift) => shift.id} empty={only ? words.allCovered : words.noShifts} troubled={(shift) => shift.uncovered}
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
        <More pages={asked} />
      </section>
      {manages && <People app={app} pages={people} />}
      {giving && <AssignForm app={app} shift={giving} people={people.rows ?? []} close={() => setGiving(null)}
        done={(name) => { tell(words.isAssigned(name)); asked.again(); }} />}
    </>
  );
}

function People({ app, pages }: { app: Dashboard; pages: Pages<Person> }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.people}</h2>
      {pages.rows && (
        <List label={words.people} file="people" rows={pages.rows} rest={pages.rest} keyOf={(person) => person.id} empty=""
          columns={[
            { name: words.name, heading: true, text: (person) => person.name, show: (person) => person.name },
            { name: words.userName, text: (person) => person.id, show: (person) => person.id },
            { name: words.role, text: (person) => person.role, show: (person) => words[`role:${person.role}`] },
            { name: words.email, text: (person) => person.email, show: (person) => person.email },
            { name: words.signsIn, text: (person) => (person.signs_in ? words.yes : words.no), show: (person) => (person.signs_in ? words.yes : words.no) },
          ]} />
      )}
      <More pages={pages} />
      <p class="fineprint">{words.addPeopleHelp} <code>timeshelf user add NAME --shop {app.shop.slug} --role staff</code></p>
    </section>
  );
}
