// A month's sheet: one day is chosen, and its slots stand below as cards.
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { addDays, addMonths, dateOf, firstOfWeek, monthOf, weeksOfMonth, weekOf, type Day } from '../calendar/days';
import { speech } from '../words/language';
import { writeDate } from '../words/write';
import { Card } from './card';
import type { Shop } from './state';

const mostInCell = 3;

/** Where an arrow key leads; null for other keys. */
export function dayByKey(key: string, day: Day, firstWeekday: number, rightToLeft: boolean): Day | null {
  const sideways = rightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return addDays(day, sideways);
    case 'ArrowLeft':
      return addDays(day, -sideways);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'Home':
      return firstOfWeek(day, firstWeekday);
    case 'End':
      return addDays(firstOfWeek(day, firstWeekday), 6);
    case 'PageDown':
      return addMonths(day, 1);
    case 'PageUp':
      return addMonths(day, -1);
    default:
      return null;
  }
}

function Cell({ day, shop }: { day: Day; shop: Shop }): JSX.Element {
  const said = speech.value!;
  const { words, locale } = said;
  const slots = shop.days.value.get(day) ?? [];
  const chosen = day === shop.day.value;
  const outside = monthOf(day) !== monthOf(shop.day.value);
  const name = words.dayHolds(writeDate(dateOf(day), 'longDay', locale, 'UTC'), slots.length);
  return (
    <td role="gridcell" aria-selected={chosen} class={outside ? 'outside' : undefined}>
      <button type="button" class="day" data-day={day} tabIndex={chosen ? 0 : -1} aria-label={name}
        aria-current={day === shop.today.value ? 'date' : undefined} onClick={() => void shop.goTo(day)}>
        <span class="number">{writeDate(dateOf(day), 'dayNumber', locale, 'UTC')}</span>
        {slots.length > 0 && (
          <span class="entries">
            {slots.slice(0, mostInCell).map((slot) => (
              <span class={`entry ${slot.state}`} key={slot.id}>
                <span class="entry-time">{writeDate(new Date(slot.starts_at), 'time', locale, slot.time_zone)}</span>
                <span class="entry-name" dir="auto">{slot.summary}</span>
              </span>
            ))}
            {slots.length > mostInCell && <span class="soft">+{slots.length - mostInCell}</span>}
          </span>
        )}
      </button>
    </td>
  );
}

export function Month({ shop, label }: { shop: Shop; label: string }): JSX.Element {
  const { words, locale } = speech.value!;
  const sheet = useRef<HTMLTableElement>(null);
  const moved = useRef(false); // by keys: the focus follows the choice
  const day = shop.day.value;
  const firstWeekday = shop.firstWeekday.value;
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    sheet.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
  }, [day]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = dayByKey(event.key, shop.day.value, firstWeekday, document.documentElement.dir === 'rtl');
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (monthOf(next) < monthOf(shop.today.value)) return;
    moved.current = true;
    void shop.goTo(next);
  };
  const slots = shop.days.value.get(day) ?? [];
  return (
    <>
      <table class="month" role="grid" aria-label={label} ref={sheet} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekOf(day, firstWeekday).map((one) => (
              <th scope="col" key={one}>
                <span aria-hidden="true">{writeDate(dateOf(one), 'shortWeekday', locale, 'UTC')}</span>
                <span class="hidden">{writeDate(dateOf(one), 'weekday', locale, 'UTC')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOfMonth(day, firstWeekday).map((week) => (
            <tr key={week[0]}>
              {week.map((one) => (
                <Cell day={one} shop={shop} key={one} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <section class="chosen">
        <h3 aria-live="polite">{words.dayHolds(writeDate(dateOf(day), 'longDay', locale, 'UTC'), slots.length)}</h3>
        <ul class="cards">
          {slots.map((slot) => (
            <Card slot={slot} shop={shop} key={slot.id} />
          ))}
        </ul>
      </section>
    </>
  );
}
