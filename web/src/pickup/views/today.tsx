// The day in numbers, and what was taken along, which is of more than a day. Names are sealed, so there are none.
import type { JSX } from 'preact';
import { writeMoney, writeRange } from '../../words/write';
import { numbersOf, ofDay } from '../day';
import { tillsOf } from '../paying';
import { useWords } from '../speech';
import type { Pickup } from '../state';

export function Today({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const manifest = app.manifest.value;
  const zone = manifest?.venue.time_zone ?? 'UTC';
  const { bookings, units, turnedAway } = numbersOf(app.handed.value, app.denied.value, app.now.value, zone);
  const numbers: [string, number][] = [
    [words.bookingsHere, bookings],
    [words.unitsHere, units],
    [words.turnedAwayHere, turnedAway],
  ];
  return (
    <>
      <section class="panel">
        <h1>{words.today}</h1>
        <dl class="numbers">
          {numbers.map(([name, number]) => (
            <div key={name}><dt>{name}</dt><dd>{new Intl.NumberFormat(locale).format(number)}</dd></div>
          ))}
        </dl>
      </section>
      <Tills app={app} />
      {app.troubles.value.length > 0 && (
        <section class="panel">
          <h2>{words.troubles}</h2>
          <ul class="lines">
            {app.troubles.value.map((trouble) => (
              <li key={trouble.seq}>
                <div>
                  <span class="badge cancelled">{trouble.outcome === 'conflict' ? words.conflict : words.rejected}</span>{' '}
                  <strong class="code">{trouble.code ? words.bookingCode(trouble.code) : words.record(trouble.seq)}</strong>
                  <p lang="en" dir="ltr">{trouble.sentence}</p>
                </div>
                <button type="button" class="plain" onClick={() => void app.forgetTrouble(trouble.seq)}>{words.seen}</button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="panel">
        <h2>{words.slots}</h2>
        {manifest && (
          <p>
            {words.takenAlong(manifest.cards.length, writeRange(new Date(manifest.from), new Date(manifest.to), 'dayTime', locale, zone))}{' '}
            <span class="soft">{words.sealed}</span>
          </p>
        )}
        {!manifest?.slots.length && <p class="soft">{words.noSlots}</p>}
        <ul class="lines">
          {manifest?.slots.map((slot) => (
            <li key={slot.id}>
              <div>
                <strong>{slot.summary}</strong> {slot.cancelled && <span class="badge cancelled">{words.off}</span>}
                <p class="soft">{writeRange(new Date(slot.starts_at), new Date(slot.ends_at), 'dayTime', locale, slot.time_zone)}</p>
              </div>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** What lies in the till at the end of the day, and what the other terminal should say. */
function Tills({ app }: { app: Pickup }): JSX.Element | null {
  const { words, locale } = useWords();
  const zone = app.manifest.value?.venue.time_zone ?? 'UTC';
  const tills = tillsOf(ofDay(app.handed.value, app.now.value, zone), ofDay(app.sales.value, app.now.value, zone));
  if (tills.length === 0) return null;
  return (
    <section class="panel">
      <h2>{words.till}</h2>
      {tills.map(({ currency, cash, card }) => (
        <dl class="numbers" key={currency}>
          <div><dt>{words.inCash}</dt><dd>{writeMoney(cash, locale)}</dd></div>
          <div><dt>{words.byCard}</dt><dd>{writeMoney(card, locale)}</dd></div>
        </dl>
      ))}
      <p class="soft">{words.tillHow}</p>
    </section>
  );
}
