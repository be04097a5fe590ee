// A week: a column for each day, and on a phone one below the other.
import type { JSX } from 'preact';
import { dateOf, weekOf, type Day } from '../calendar/days';
import { speech } from '../words/language';
import { writeDate } from '../words/write';
import { Card } from './card';
import type { Shop } from './state';

function Column({ day, shop }: { day: Day; shop: Shop }): JSX.Element {
  const { locale } = speech.value!;
  const slots = shop.days.value.get(day) ?? [];
  return (
    <li class={slots.length > 0 ? 'column' : 'column bare'}>
      <h3 aria-current={day === shop.today.value ? 'date' : undefined}>
        <span class="soft">{writeDate(dateOf(day), 'shortWeekday', locale, 'UTC')}</span> {writeDate(dateOf(day), 'dayNumber', locale, 'UTC')}{' '}
        <span class="soft">{writeDate(dateOf(day), 'monthName', locale, 'UTC')}</span>
      </h3>
      {slots.length > 0 && (
        <ul class="cards">
          {slots.map((slot) => (
            <Card slot={slot} shop={shop} key={slot.id} small />
          ))}
        </ul>
      )}
    </li>
  );
}

export function Week({ shop, label }: { shop: Shop; label: string }): JSX.Element {
  const days = weekOf(shop.day.value, shop.firstWeekday.value);
  return (
    <ol class="week" aria-label={label}>
      {days.map((day) => (
        <Column day={day} shop={shop} key={day} />
      ))}
    </ol>
  );
}
