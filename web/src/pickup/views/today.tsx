// The day in numbers. Names are sealed, so there are none.
import type { JSX } from 'preact';
import { writeMoney, writeRange } from '../../words/write';
import { tillsOf } from '../paying';
import { useWords } from '../speech';
import type { Pickup } from '../state';

export function Today({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const manifest = app.manifest.value;
  const handed = app.handed.value;
  const units = handed.flatMap((one) => one.lines).reduce((sum, line) => sum + line.units, 0);
  const numbers: [string, number][] = [
    [words.due, manifest?.cards.length ?? 0],
    [words.bookingsHere, new Set(handed.map((one) => one.booking)).size],
    [words.unitsHere, units],
    [words.turnedAwayHere, app.denied.value],
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
        <p class="soft">{words.dueWhy}</p>
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
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: app.manifest.value?.venue.time_zone ?? 'UTC' });
  const isToday = ({ at }: { at: number }): boolean => day.format(at) === day.format(app.now.value);
  const tills = tillsOf(app.handed.value.filter(isToday), app.sales.value.filter(isToday));
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
