// The calendar of a shop: a bar to move about and to choose how it is shown, and one of three views below.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { addDays, addMonths, dateOf, firstOfWeek, monthOf, weekOf, type Day } from '../calendar/days';
import { speakFromNowOn, speech } from '../words/language';
import { LanguageSelect } from '../words/select';
import { writeDate } from '../words/write';
import { List } from './list';
import { Month } from './month';
import { views, type Shop, type View } from './state';
import { Week } from './week';

/** The first day of those that has something on sale, else the first that is not over. */
function bestOf(shop: Shop, days: Day[]): Day {
  return days.find((day) => shop.days.value.has(day)) ?? days.find((day) => day >= shop.today.value) ?? days[0]!;
}

function daysOfMonth(first: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day < addMonths(first, 1); day = addDays(day, 1)) days.push(day);
  return days;
}

async function step(shop: Shop, by: number): Promise<void> {
  const isMonth = shop.view.value === 'month';
  const first = isMonth ? addMonths(shop.day.value, by) : addDays(firstOfWeek(shop.day.value, shop.firstWeekday.value), 7 * by);
  const days = (): Day => bestOf(shop, isMonth ? daysOfMonth(first) : weekOf(first, shop.firstWeekday.value));
  await shop.goTo(days());
  await shop.goTo(days()); // what was read on the way may hold a better one
}

function isFirst(shop: Shop): boolean {
  const { day, today, firstWeekday, view } = shop;
  return view.value === 'month'
    ? monthOf(day.value) <= monthOf(today.value)
    : firstOfWeek(day.value, firstWeekday.value) <= firstOfWeek(today.value, firstWeekday.value);
}

function titleOf(shop: Shop): string {
  const { words, locale } = speech.value!;
  if (shop.view.value === 'list') return words.calendarOf(shop.name);
  if (shop.view.value === 'month') return writeDate(dateOf(shop.day.value), 'month', locale, 'UTC');
  const first = firstOfWeek(shop.day.value, shop.firstWeekday.value);
  return words.weekOf(writeDate(dateOf(first), 'dayOfMonth', locale, 'UTC'));
}

function Steps({ shop }: { shop: Shop }): JSX.Element {
  const { words } = speech.value!;
  const isMonth = shop.view.value === 'month';
  return (
    <p class="steps">
      <button type="button" class="plain" aria-label={isMonth ? words.previousMonth : words.previousWeek} disabled={isFirst(shop)} onClick={() => void step(shop, -1)}>
        <span class="arrow" aria-hidden="true">‹</span>
      </button>
      <button type="button" class="plain" onClick={() => void shop.goTo(shop.today.value)}>
        {words.today}
      </button>
      <button type="button" class="plain" aria-label={isMonth ? words.nextMonth : words.nextWeek} onClick={() => void step(shop, 1)}>
        <span class="arrow" aria-hidden="true">›</span>
      </button>
    </p>
  );
}

function Views({ shop }: { shop: Shop }): JSX.Element {
  const { words } = speech.value!;
  const names: Record<View, string> = { month: words.month, week: words.week, list: words.list };
  return (
    <p class="views" role="group" aria-label={words.show}>
      {views.map((view) => (
        <button type="button" class="plain" key={view} aria-pressed={shop.view.value === view} onClick={() => shop.show(view)}>
          {names[view]}
        </button>
      ))}
    </p>
  );
}

// Where nothing is on sale in what is shown, the way to what is.
function Nothing({ shop }: { shop: Shop }): JSX.Element | null {
  const { words, locale } = speech.value!;
  const { view, day, days, firstWeekday } = shop;
  const first = view.value === 'month' ? addMonths(day.value, 0) : firstOfWeek(day.value, firstWeekday.value);
  const after = view.value === 'month' ? addMonths(day.value, 1) : addDays(first, 7);
  const all = [...days.value.keys()];
  if (view.value === 'list' || all.some((one) => one >= first && one < after)) return null;
  const next = all.find((one) => one >= after) ?? all[0];
  return (
    <p class="notice">
      {words.nothingHere}{' '}
      {next && (
        <button type="button" class="plain" onClick={() => void shop.goTo(next)}>
          {words.nextSlots(writeDate(dateOf(next), 'day', locale, 'UTC'))}
        </button>
      )}
    </p>
  );
}

// What suits a visitor is a part of its own, which is loaded for who wants it.
function Wishes({ shop }: { shop: Shop }): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  const open = useSignal(false);
  const press = async (): Promise<void> => {
    open.value = !open.value;
    if (open.value && room.current) await (await import('../preferences/panel')).openPanel(shop, room.current);
  };
  return (
    <>
      <p>
        <button type="button" class="plain suits" aria-expanded={open.value} aria-controls="wishes" onClick={() => void press()}>
          {speech.value!.words.whatSuitsMe}
        </button>
      </p>
      <div id="wishes" ref={room} hidden={!open.value} />
    </>
  );
}

export function Calendar({ shop }: { shop: Shop }): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  const { words } = said;
  if (shop.days.value.size === 0) {
    const feeds = document.querySelector('.subscribe') !== null;
    return <p class="notice">{words.nothingAtAll}{feeds && ` ${words.subscribeBelow}`}</p>;
  }
  const View = { month: Month, week: Week, list: List }[shop.view.value];
  const title = titleOf(shop);
  return (
    <section class="calendar" aria-labelledby="calendar-title" aria-busy={shop.busy.value}>
      <div class="calendar-bar">
        <h2 id="calendar-title" aria-live="polite">
          {title}
        </h2>
        {shop.view.value !== 'list' && <Steps shop={shop} />}
        <Views shop={shop} />
      </div>
      <Wishes shop={shop} />
      {shop.trouble.value && <p class="notice bad">{words.failed}</p>}
      <Nothing shop={shop} />
      <View shop={shop} label={title} />
      <p class="soft pulse" role="status">
        {shop.connected.value ? words.live : words.polling}
      </p>
    </section>
  );
}

export function LanguageChoice(): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  return (
    <label class="language">
      <span class="hidden">{said.words.language}</span>
      <LanguageSelect language={said.language} choose={speakFromNowOn} />
    </label>
  );
}
