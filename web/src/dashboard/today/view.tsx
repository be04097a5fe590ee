// The creator's day: what is on and who comes, what was taken, and what needs a decision.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Answer } from '../../api/client';
import { writeDate } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import { State } from '../slot/state';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import { hasView, type ViewProps } from '../views';
import { Decisions } from './decisions';
import './today.css';

const minute = 60_000;
const shiftsAhead = 14 * 24 * 60 * minute;

export type Today = Answer<'/api/v1/shops/{shop}/today'>;
/** Everything that the view shows; what somebody's role may not see is empty. */
export interface Day {
  today: Today;
  shifts: Answer<'/api/v1/shops/{shop}/shifts'>['shifts'];
  conflicts: number;
  /** Products at a venue of which more was promised than is there. */
  shortages: number;
  waiting: Answer<'/api/v1/shops/{shop}/waiting'>['waiting'];
}

async function read(app: Dashboard): Promise<Day> {
  const { client } = app;
  const shop = app.shop.slug;
  const to = new Date(Date.now() + shiftsAhead).toISOString();
  const [today, shifts, conflicts, waiting, books] = await Promise.all([
    client.get('/api/v1/shops/{shop}/today', { shop }),
    app.may('staff') ? client.get('/api/v1/shops/{shop}/shifts', { shop }, { to, uncovered: true }) : { shifts: [] },
    app.may('manager') ? client.get('/api/v1/shops/{shop}/conflicts', { shop }, { open: 'true' }) : { conflicts: [] },
    app.may('staff') ? client.get('/api/v1/shops/{shop}/waiting', { shop }) : { waiting: [] },
    app.may('staff') ? client.get('/api/v1/shops/{shop}/stock/books', { shop }) : { conflicts: [] },
  ]);
  return { today, shifts: shifts.shifts, conflicts: conflicts.conflicts.length, shortages: books.conflicts.length, waiting: waiting.waiting };
}

export function View({ app }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const asked = useAnswer(() => read(app), []);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && asked.again(), minute);
    return () => clearInterval(timer);
  }, []);
  if (!asked.value) {
    return asked.reason ? <Trouble reason={asked.reason} again={asked.again} /> : <p class="soft" aria-busy="true">{words.loading}</p>;
  }
  const { today } = asked.value;
  return (
    <>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      <p class="soft">{writeDate(new Date(`${today.date}T12:00:00Z`), 'longDay', locale, 'UTC')}</p>
      <Numbers today={today} />
      <div class="split even">
        <Slots app={app} today={today} />
        <Decisions app={app} day={asked.value} again={asked.again} />
      </div>
    </>
  );
}

// What happened today, whatever it is for; then what today's slots are about.
function Numbers({ today }: { today: Today }): JSX.Element {
  const { words } = useWords();
  const sum = (of: 'bookings' | 'units' | 'handed_over'): number => today.slots.reduce((all, slot) => all + slot[of], 0);
  return (
    <dl class="figures">
      {today.takings.map(({ taken, given_back }) => [
        <div key={taken.currency}><dt>{words.taken}</dt><dd><Money of={taken} /></dd></div>,
        given_back.minor > 0 && <div key={`${taken.currency}-back`}><dt>{words.givenBackToday}</dt><dd><Money of={given_back} /></dd></div>,
      ])}
      <div><dt>{words.madeToday}</dt><dd>{today.bookings_made}</dd></div>
      <div><dt>{words.comeToday}</dt><dd>{sum('bookings')}</dd></div>
      {sum('units') > 0 && <div><dt>{words.handedOverToday}</dt><dd>{words.ofUnits(sum('handed_over'), sum('units'))}</dd></div>}
    </dl>
  );
}

function Slots({ app, today }: { app: Dashboard; today: Today }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel" aria-labelledby="on-today">
      <h2 id="on-today">{words.onToday}</h2>
      {today.slots.length === 0 && (
        <p class="empty">{words.nothingToday} {words.nothingTodayHow} <a href={app.router.address('calendar')}>{words.toCalendar}</a></p>
      )}
      <ul class="today-slots">{today.slots.map((one) => <SlotOfDay key={one.slot.id} app={app} one={one} />)}</ul>
    </section>
  );
}

function SlotOfDay({ app, one }: { app: Dashboard; one: Today['slots'][number] }): JSX.Element {
  const { words } = useWords();
  const { slot } = one;
  return (
    <li>
      <p class="when"><When at={slot.starts_at} until={slot.ends_at} zone={slot.time_zone} style="time" /></p>
      <h3>{slot.summary} <State slot={slot} /></h3>
      <p>{words.bookingsOf(one.bookings)} · {words.handedOver}: {words.ofUnits(one.handed_over, one.units)}</p>
      {one.windows.length > 0 && (
        <table class="windows" aria-label={`${words.windowsField}: ${slot.summary}`}>
          <thead><tr><th scope="col">{words.window}</th><th scope="col" class="number">{words.bookings}</th><th scope="col" class="number">{words.handedOver}</th></tr></thead>
          <tbody>
            {one.windows.map((window) => (
              <tr key={window.starts_at}>
                <th scope="row"><When at={window.starts_at} until={window.ends_at} zone={slot.time_zone} style="time" /></th>
                <td class="number">{window.bookings}</td>
                <td class="number">{words.ofUnits(window.handed_over, window.units)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="buttons">
        {app.may('staff') && hasView('fulfilment') && <a class="button" href={app.router.address('fulfilment', { slot: slot.id })} aria-label={words.handOverAt(slot.summary)}>{words.toFulfilment}</a>}
        {app.may('manager') && <a class="button quiet" href={app.router.address('calendar', { slot: slot.id })} aria-label={words.editSlot(slot.summary)}>{words.edit}</a>}
      </p>
    </li>
  );
}
