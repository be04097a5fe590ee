// Month, week and day: @event-calendar/core, whose dates are walls of the shop's clock.
import { createCalendar, DayGrid, destroyCalendar, Interaction, TimeGrid, type Calendar as EventCalendar } from '@event-calendar/core';
import '@event-calendar/core/index.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { firstWeekdayOf } from '../../calendar/days';
import { instantOf, wallOf } from '../slot/clock';
import { offsetOf } from './offset';
import { stateWord } from '../slot/state';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { Words } from '../words/en';
import { phone, type Mode, type Moved, type ShelfSlot } from './view';

export interface Range {
  from: string;
  to: string;
}
interface Props {
  app: Dashboard;
  mode: Exclude<Mode, 'list'>;
  slots: readonly ShelfSlot[];
  /** What the calendar shows is to be read. */
  shown: (range: Range) => void;
  moved: Moved;
}

const views = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay' } as const;
const dayLong = 86_400_000;

const digits = (number: number): string => String(number).padStart(2, '0');
/** Its dates have the wall's numbers in the browser's own zone. */
const wallIn = (date: Date): string =>
  `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}T${digits(date.getHours())}:${digits(date.getMinutes())}`;

/** It calls itself a table whose rows hold no cells, but what is dragged about; each slot says its own day and time instead. */
function withoutTable(room: HTMLElement): void {
  for (const element of room.querySelectorAll('[role="table"], [role="rowgroup"], [role="row"], [role="columnheader"], [role="cell"]'))
    for (const attribute of ['role', 'aria-colindex', 'aria-colspan']) element.removeAttribute(attribute);
}

/** What scrolls must scroll with the keyboard, too, in a week without a slot that could take the focus (WCAG 2.1.1). */
function withKeys(room: HTMLElement, name: string): void {
  for (const element of room.querySelectorAll('.ec-main:not([tabindex])')) {
    element.setAttribute('tabindex', '0');
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', name);
  }
}

export function Grid(props: Props): JSX.Element {
  const { app, mode, slots } = props;
  const { words, locale } = useWords();
  const room = useRef<HTMLDivElement>(null);
  const calendar = useRef<EventCalendar | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [title, setTitle] = useState('');

  useEffect(() => {
    if (!room.current) return;
    const made = createCalendar(room.current, [DayGrid, TimeGrid, Interaction], optionsOf(latest, locale, setTitle));
    calendar.current = made;
    const mend = (): void => {
      if (!room.current) return;
      withoutTable(room.current);
      withKeys(room.current, words.calendar);
    };
    const observer = new MutationObserver(mend);
    observer.observe(room.current, { childList: true, subtree: true });
    mend();
    return () => {
      observer.disconnect();
      void destroyCalendar(made);
    };
  }, [locale, words]);
  useEffect(() => void calendar.current?.setOption('view', views[mode]), [mode]);
  useEffect(() => void calendar.current?.setOption('events', slots.map((one) => eventOf(one, app, words))), [slots, words]);

  return (
    <section aria-label={words.calendar}>
      <div class="turn">
        <button type="button" class="plain" aria-label={words.earlier} onClick={() => calendar.current?.prev()}>‹</button>
        <button type="button" class="plain" onClick={() => calendar.current?.setOption('date', new Date())}>{words.today}</button>
        <button type="button" class="plain" aria-label={words.later} onClick={() => calendar.current?.next()}>›</button>
        {title && <h2 aria-live="polite">{title}</h2>}
      </div>
      <div ref={room} class="grid-room" />
    </section>
  );
}

function optionsOf(latest: { readonly current: Props }, locale: string, setTitle: (title: string) => void): EventCalendar.Options {
  const { app } = latest.current;
  const zone = app.shop.time_zone;
  const manager = app.may('manager');
  const moved = ({ event, revert }: { event: EventCalendar.Event; revert: () => void }): void => {
    const slot = latest.current.slots.find((one) => one.slot.id === String(event.id));
    if (slot) latest.current.moved(slot, instantOf(wallIn(event.start), zone), instantOf(wallIn(event.end), zone), revert);
  };
  return {
    view: views[latest.current.mode],
    headerToolbar: { start: '', center: '', end: '' },
    locale,
    firstDay: firstWeekdayOf(locale) as EventCalendar.dayOfWeek,
    height: 'min(44rem, calc(100dvh - 14rem))',
    scrollTime: '08:00:00',
    allDaySlot: false,
    nowIndicator: true,
    timeZone: offsetOf(zone, new Date()),
    editable: manager,
    selectable: manager,
    pointer: manager,
    dayMaxEvents: true,
    eventTimeFormat: { hour: 'numeric', minute: '2-digit' },
    slotLabelFormat: { hour: 'numeric', minute: '2-digit' },
    views: { dayGridMonth: { dayHeaderFormat: { weekday: 'short' } } },
    ...(matchMedia(phone).matches && { dayHeaderFormat: { weekday: 'short', day: 'numeric' }, slotLabelFormat: { hour: 'numeric' } }),
    datesSet: ({ start, end, view }) => {
      setTitle(view.title);
      latest.current.shown({ from: instantOf(wallIn(start), zone).toISOString(), to: instantOf(wallIn(end), zone).toISOString() });
    },
    eventContent: contentOf,
    eventDrop: moved,
    eventResize: moved,
    ...(manager && {
      dateClick: ({ date, allDay }) => void app.router.go('calendar', { new: allDay ? `${wallIn(date).slice(0, 10)}T10:00` : wallIn(date) }),
      select: ({ start, end, allDay }) => {
        // Days of the month view have no times of their own.
        const from = allDay ? `${wallIn(start).slice(0, 10)}T10:00` : wallIn(start);
        const until = allDay ? `${wallIn(new Date(end.getTime() - dayLong)).slice(0, 10)}T12:00` : wallIn(end);
        void app.router.go('calendar', { new: from, until });
      },
      selectMinDistance: 5,
    }),
  };
}

function eventOf({ slot, booked }: ShelfSlot, app: Dashboard, words: Words): EventCalendar.EventInput {
  const zone = app.shop.time_zone;
  return {
    id: slot.id,
    title: slot.summary,
    start: `${wallOf(new Date(slot.starts_at), zone)}:00`,
    end: `${wallOf(new Date(slot.ends_at), zone)}:00`,
    allDay: false,
    editable: app.may('manager') && slot.state !== 'cancelled',
    classNames: ['slot', slot.state],
    extendedProps: {
      state: stateWord(slot.state, words),
      booked: booked > 0 ? words.bookingsOf(booked) : '',
      href: app.may('manager') ? app.router.address('calendar', { slot: slot.id }) : '',
    },
  };
}

// A link, so that it is reached and opened as links are.
function contentOf({ event, timeText }: EventCalendar.EventContentInfo): EventCalendar.Content {
  const { state, booked, href } = event.extendedProps as { state: string; booked: string; href: string };
  const inside = document.createElement(href ? 'a' : 'span');
  inside.className = 'slot-link';
  if (inside instanceof HTMLAnchorElement) {
    inside.href = href;
    inside.draggable = false; // the slot is dragged, not its address
  }
  const line = (className: string, text: string): void => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = `${text} `;
    inside.append(element);
  };
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'long', day: 'numeric', month: 'long' }).format(event.start);
  line('hidden', day);
  line('slot-time', timeText);
  line('slot-name', String(event.title));
  line('slot-state', [state, booked].filter(Boolean).join(' · '));
  return { domNodes: [inside] };
}
