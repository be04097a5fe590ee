// The calendar of the shelves, and the editor of what is chosen in it.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeRange } from '../../words/write';
import { recall, remember } from '../../words/language';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { tell, told } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import { Editor } from '../slot/editor';
import { fallsBehind } from '../slot/past';
import { Obstacles, State } from '../slot/state';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { Grid, type Range } from './grid';
import './calendar.css';

export type ShelfSlot = components['schemas']['ShelfSlot'];
export type Mode = 'month' | 'week' | 'day' | 'list';
const modes: readonly Mode[] = ['month', 'week', 'day', 'list'];

const rememberedMode = 'timeshelf-dashboard-calendar';
const dayLong = 86_400_000;
const listed = 180 * dayLong;
export const phone = '(max-width: 50rem)';

export function View({ app, query }: ViewProps): JSX.Element {
  const slot = query.get('slot');
  const like = query.get('like');
  const begins = query.get('new');
  if (app.may('manager') && slot) return <Editor key={slot} app={app} slot={slot} />;
  if (app.may('manager') && like) return <Editor key={`like ${like}`} app={app} like={like} />;
  if (app.may('manager') && begins) return <Editor key="new" app={app} begins={begins} ends={query.get('until') ?? ''} />;
  return <Calendar app={app} />;
}

function firstMode(): Mode {
  const chosen = recall(rememberedMode);
  return modes.find((mode) => mode === chosen) ?? (matchMedia(phone).matches ? 'list' : 'week');
}

function Calendar({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const [mode, setMode] = useState(firstMode);
  const [range, setRange] = useState<Range | null>(null);
  const [reason, setReason] = useState<unknown>();
  const from = mode === 'list' ? '' : range?.from ?? '';
  const to = mode === 'list' ? '' : range?.to ?? '';
  const asked = useAnswer(
    () => app.client.get('/api/v1/shops/{shop}/shelf', { shop: app.shop.slug }, from && to ? { from, to } : { to: new Date(Date.now() + listed).toISOString() }),
    [from, to],
  );
  const slots = asked.value?.slots ?? [];
  // Who comes back to the window sees what others booked and moved meanwhile.
  useEffect(() => {
    const seen = (): void => void (document.visibilityState === 'visible' && asked.again());
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, []);
  const choose = (next: Mode): void => {
    setMode(next);
    remember(rememberedMode, next);
  };
  const mover = useMover(app, asked.again, setReason);
  const names: Record<Mode, string> = { month: words.month, week: words.week, day: words.dayView, list: words.listView };
  return (
    <>
      <div class="filters">
        <div class="modes" role="group" aria-label={words.shownAs}>
          {modes.map((one) => <button type="button" key={one} class="plain" aria-pressed={mode === one} onClick={() => choose(one)}>{names[one]}</button>)}
        </div>
        {app.may('manager') && <a class="button" href={app.router.address('calendar', { new: tomorrow() })}>{words.newSlot}</a>}
      </div>
      {(asked.reason ?? reason) !== undefined && <Trouble reason={asked.reason ?? reason} again={() => { setReason(undefined); asked.again(); }} />}
      {mode === 'list'
        ? asked.value && <SlotList app={app} slots={slots} />
        : <Grid app={app} mode={mode} slots={slots} shown={setRange} moved={mover} />}
      {app.may('manager') && <p class="soft">{words.calendarHow}</p>}
    </>
  );
}

// A day ahead, at ten: where nobody chose a time.
function tomorrow(): string {
  const day = new Date(Date.now() + dayLong);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}T10:00`;
}

export type Moved = (slot: ShelfSlot, starts: Date, ends: Date, revert: () => void) => void;

/** Moves what was dragged: asked first where somebody has booked it or it falls behind the present, and undone with one button behind it. */
function useMover(app: Dashboard, again: () => void, failed: (reason: unknown) => void): Moved {
  const { words, locale } = useWords();
  const said = useRef({ words, locale });
  said.current = { words, locale };
  const put = (id: string, moved_from: string, starts_at: string, ends_at: string): Promise<unknown> =>
    app.client.post('/api/v1/shops/{shop}/slots/{slot}/reschedule', { shop: app.shop.slug, slot: id }, { moved_from, starts_at, ends_at });
  const move = async ({ slot, booked }: ShelfSlot, starts: Date, ends: Date, revert: () => void): Promise<void> => {
    const write = (from: Date, to: Date): string => writeRange(from, to, 'dayTime', said.current.locale, app.shop.time_zone);
    const to = write(starts, ends);
    const before = { starts: new Date(slot.starts_at), ends: new Date(slot.ends_at) };
    const past = fallsBehind({ starts, ends }, before, new Date());
    if (booked > 0 || past) {
      const text = (
        <>
          <p>{words.moveText(write(before.starts, before.ends), to)}</p>
          {past && <p>{words.movesBehind}</p>}
          {booked > 0 && <p>{words.moveTells(booked)}</p>}
        </>
      );
      if (!(await confirm({ title: words.moveTitle(slot.summary), text, act: words.moveIt }))) return revert();
    }
    try {
      failed(undefined);
      told.value = null;
      await put(slot.id, slot.starts_at, starts.toISOString(), ends.toISOString());
      tell(words.moved(slot.summary, to), async () => {
        await put(slot.id, starts.toISOString(), slot.starts_at, slot.ends_at);
        again();
      });
      again();
    } catch (reason) {
      revert();
      failed(reason);
    }
  };
  return (...moved) => void move(...moved);
}

function SlotList({ app, slots }: { app: Dashboard; slots: readonly ShelfSlot[] }): JSX.Element {
  const { words } = useWords();
  return (
    <List
      label={words.calendar}
      file="slots"
      rows={slots}
      keyOf={({ slot }) => slot.id}
      troubled={({ slot }) => slot.state === 'not-on-sale'}
      empty={<p>{words.nothingTodayHow}</p>}
      columns={[
        {
          name: words.name, heading: true, text: ({ slot }) => slot.summary,
          show: ({ slot }) => (app.may('manager') ? <a href={app.router.address('calendar', { slot: slot.id })}>{slot.summary}</a> : slot.summary),
        },
        { name: words.when, text: ({ slot }) => slot.starts_at, show: ({ slot }) => <When at={slot.starts_at} until={slot.ends_at} zone={slot.time_zone} /> },
        { name: words.checkTitle, text: ({ slot }) => slot.state, show: ({ slot, check }) => <><State slot={slot} /><Obstacles check={check} slot={slot} /></> },
        { name: words.bookings, number: true, text: ({ booked }) => booked, show: ({ booked }) => booked },
      ]}
    />
  );
}
