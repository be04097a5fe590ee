// Everything that is coming, soonest first, by days.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { dateOf } from '../calendar/days';
import { speech } from '../words/language';
import { writeDate } from '../words/write';
import { Card } from './card';
import type { Shop } from './state';

const atOnce = 24;

export function List({ shop, label }: { shop: Shop; label: string }): JSX.Element {
  const { words, locale } = speech.value!;
  const most = useSignal(atOnce);
  const days = [...shop.days.value];
  const shown: typeof days = [];
  let count = 0;
  for (const [day, slots] of days) {
    if (count >= most.value) break;
    shown.push([day, slots]);
    count += slots.length;
  }
  return (
    <>
      <ol class="days" aria-label={label}>
        {shown.map(([day, slots], place) => (
          <li key={day}>
            <h3>{writeDate(dateOf(day), 'longDay', locale, 'UTC')}</h3>
            <ul class="cards">
              {slots.map((slot, at) => (
                <Card slot={slot} shop={shop} key={slot.id} first={place + at === 0} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {shown.length < days.length && (
        <p class="buttons">
          <button type="button" class="plain" onClick={() => (most.value += atOnce)}>
            {words.showMore}
          </button>
        </p>
      )}
    </>
  );
}
