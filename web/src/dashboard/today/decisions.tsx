// What asks for a decision, each with its next step.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import { Obstacles } from '../slot/state';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import { hasView } from '../views';
import type { Day } from './view';

export function Decisions({ app, day, again }: { app: Dashboard; day: Day; again: () => void }): JSX.Element {
  const { words } = useWords();
  const offered = day.waiting.filter(({ state }) => state === 'offered').length;
  const nothing = day.today.troubled.length + day.today.refunds.length + day.conflicts + day.shortages + day.shifts.length + offered === 0;
  return (
    <section class="panel" aria-labelledby="decide">
      <h2 id="decide">{words.decide}</h2>
      {nothing && <p class="empty">{words.nothingToDecide}</p>}
      <ul class="decisions">
        {day.today.troubled.map(({ slot, check }) => (
          <li key={slot.id}>
            <p><strong>{slot.summary}</strong> <span class="soft"><When at={slot.starts_at} zone={slot.time_zone} /></span></p>
            <Obstacles check={check} slot={slot} />
            {app.may('manager') && <a class="button quiet" href={app.router.address('calendar', { slot: slot.id })} aria-label={words.mendSlot(slot.summary)}>{words.mend}</a>}
          </li>
        ))}
        {day.shifts.map((shift) => <UncoveredShift key={shift.id} app={app} shift={shift} again={again} />)}
        {day.today.refunds.map(({ booking, amount }) => (
          <li key={booking}>
            <p><a href={app.router.address('bookings', { booking })}>{words.giveBack(booking)}</a>: <Money of={amount} /></p>
          </li>
        ))}
        {day.shortages > 0 && (
          <li>
            <p>{words.shortages(day.shortages)}</p>
            <a class="button quiet" href={app.router.address('stock')}>{words.toRemedies}</a>
          </li>
        )}
        {day.conflicts > 0 && (
          <li>
            <p>{words.conflicts(day.conflicts)}</p>
            {app.may('manager') && <a class="button quiet" href={app.router.address('devices')}>{words.look}</a>}
          </li>
        )}
        {offered > 0 && (
          <li>
            <p>{words.offers(offered, day.waiting.length - offered)}</p>
            {hasView('waiting') && <a class="button quiet" href={app.router.address('waiting')}>{words.toWaiting}</a>}
          </li>
        )}
      </ul>
    </section>
  );
}

function UncoveredShift({ app, shift, again }: { app: Dashboard; shift: Day['shifts'][number]; again: () => void }): JSX.Element {
  const { words } = useWords();
  const [person, setPerson] = useState('');
  const { busy, reason, send } = useSending();
  const ask = (): Promise<void> => send(async () => {
    const values = { shop: app.shop.slug, shift: shift.id };
    const given = await app.client.post('/api/v1/shops/{shop}/shifts/{shift}/assign', values, person ? { person } : {});
    if (given.person) tell(words.asked(given.person.name));
    again();
  });
  return (
    <li>
      <p>{words.uncovered}: <strong>{shift.summary}</strong> <span class="soft"><When at={shift.starts_at} until={shift.ends_at} zone={shift.time_zone} /></span></p>
      {reason !== undefined && <Trouble reason={reason} />}
      {app.may('manager') && (
        <p class="buttons">
          <select value={person} aria-label={words.askWhom(shift.summary)} onChange={(event) => setPerson(event.currentTarget.value)}>
            <option value="">{words.whoseTurn}</option>
            {app.people.map(({ login, name }) => <option key={login} value={login}>{name}</option>)}
          </select>
          <button type="button" disabled={busy} onClick={() => void ask()}>{words.ask}</button>
        </p>
      )}
    </li>
  );
}
