// What sold at which price, what became of holds, and how stock moved: by day of the shop's calendar, drawn, and as tables.
import type { JSX } from 'preact';
import { dayIn, daysFrom } from '../lists/days';
import { ChoiceFilter, useFilters, type Filters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { writeMoney } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { List, type Column } from '../parts/list';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { Chart } from './chart';
import { stepsOf, unitsAt } from './steps';
import './style.css';

const periods = [30, 90, 365] as const;

interface Part {
  app: Dashboard;
  filters: Filters;
  span: { from: string; to: string };
}

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const filters = useFilters(app, query, ['days', 'slot', 'stock']);
  const days = Number(filters.of('days')) || 30;
  const today = dayIn(app.shop.time_zone, new Date());
  const part = { app, filters, span: { from: daysFrom(today, 1 - days), to: today } };
  return (
    <>
      <div class="filters">
        <ChoiceFilter filters={filters} name="days" label={words.period} choices={periods.map((amount) => [amount === 30 ? '' : String(amount), words.days(amount)] as const)} />
      </div>
      <Sales {...part} />
      <Holds {...part} />
      <StockFigure {...part} />
    </>
  );
}

function Sales({ app, filters, span }: Part): JSX.Element {
  const { words, locale } = useWords();
  const slots = useSlots(app);
  const slotName = useSlotName();
  const slot = filters.of('slot');
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/figures/sales', { shop: app.shop.slug }, { ...span, ...given({ slot }) }), [span.from, slot]);
  const days = asked.value?.days ?? [];
  const steps = stepsOf(days);
  const nameOf = (step: (typeof steps)[number]): string => [step.tier, writeMoney(step.price, locale)].filter(Boolean).join(', ');
  type Day = (typeof days)[number];
  const columns: Column<Day>[] = [
    { name: words.day, heading: true, text: (day) => day.day, show: (day) => day.day },
    { name: words.bookingsMade, number: true, text: (day) => day.bookings, show: (day) => day.bookings },
    { name: words['bookingState:cancelled'], number: true, text: (day) => day.cancelled, show: (day) => day.cancelled },
    ...steps.map((step) => ({ name: nameOf(step), number: true, text: (day: Day) => unitsAt(day, step), show: (day: Day) => unitsAt(day, step) })),
  ];
  return (
    <section class="panel">
      <h2>{words.salesFigure}</h2>
      <p class="soft">{words.salesHelp}</p>
      <div class="filters">
        <ChoiceFilter filters={filters} name="slot" label={words.slot} choices={[['', words.anySlot], ...slots.map((one) => [one.id, slotName(one)] as const)]} />
      </div>
      <Drawn asked={asked} label={words.salesFigure} file="sales" columns={columns} empty={days.every((day) => day.bookings === 0) ? words.noSales : null}
        days={days} stacked lines={steps.map((step) => ({ name: nameOf(step), of: (day: Day) => unitsAt(day, step) }))} />
    </section>
  );
}

function Holds({ app, span }: Part): JSX.Element {
  const { words, locale } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/figures/holds', { shop: app.shop.slug }, span), [span.from]);
  const days = asked.value?.days ?? [];
  type Day = (typeof days)[number];
  const parts = [['confirmed', words.booked], ['released', words.released], ['expired', words.expired], ['open', words.stillOpen]] as const;
  const sum = (name: 'held' | 'confirmed' | 'open'): number => days.reduce((all, day) => all + day[name], 0);
  const decided = sum('held') - sum('open');
  const columns: Column<Day>[] = [
    { name: words.day, heading: true, text: (day) => day.day, show: (day) => day.day },
    ...([['held', words.held], ...parts] as const).map(([part, name]) => ({ name, number: true, text: (day: Day) => day[part], show: (day: Day) => day[part] })),
  ];
  return (
    <section class="panel">
      <h2>{words.holdsFigure}</h2>
      <p class="soft">{words.holdsHelp}</p>
      {decided > 0 && <p><strong>{words.conversion(new Intl.NumberFormat(locale, { style: 'percent' }).format(sum('confirmed') / decided))}</strong></p>}
      <Drawn asked={asked} label={words.holdsFigure} file="holds" columns={columns} empty={sum('held') === 0 ? words.noHolds : null}
        days={days} stacked lines={parts.map(([part, name]) => ({ name, of: (day: Day) => day[part] }))} />
    </section>
  );
}

function StockFigure({ app, filters, span }: Part): JSX.Element {
  const { words } = useWords();
  const { nameOf } = useNames(app);
  const stock = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock', { shop: app.shop.slug }), []);
  const levels = stock.value?.levels ?? [];
  const chosen = levels.find((level) => `${level.venue} ${level.sku}` === filters.of('stock')) ?? levels[0];
  const asked = useAnswer(async () => (chosen
    ? app.client.get('/api/v1/shops/{shop}/figures/stock', { shop: app.shop.slug }, { venue: chosen.venue, sku: chosen.sku, ...span })
    : { time_zone: '', days: [] }), [chosen?.venue, chosen?.sku, span.from]);
  const days = asked.value?.days ?? [];
  type Day = (typeof days)[number];
  const columns: Column<Day>[] = [
    { name: words.day, heading: true, text: (day) => day.day, show: (day) => day.day },
    ...([['came', words.came], ['went', words.went], ['there', words.there]] as const).map(([part, name]) => ({ name, number: true, text: (day: Day) => day[part], show: (day: Day) => day[part] })),
  ];
  return (
    <section class="panel">
      <h2>{words.stockFigure}</h2>
      {levels.length > 0 && (
        <div class="filters">
          <ChoiceFilter filters={filters} name="stock" label={words.product}
            choices={levels.map((level, at) => [at === 0 ? '' : `${level.venue} ${level.sku}`, `${nameOf(level.sku)}, ${level.venue_name}`] as const)} />
        </div>
      )}
      {stock.reason !== undefined && <Trouble reason={stock.reason} again={stock.again} />}
      <Drawn asked={asked} label={words.stockFigure} file="stock-by-day" columns={columns} empty={stock.value && !chosen ? words.noStockFigure : null}
        days={days} lines={[{ name: words.there, of: (day: Day) => day.there }]} />
    </section>
  );
}

interface DrawnProps<Day extends { day: string }> {
  asked: { reason: unknown; busy: boolean; value: unknown; again: () => void };
  label: string;
  file: string;
  days: readonly Day[];
  columns: readonly Column<Day>[];
  lines: readonly { name: string; of: (day: Day) => number }[];
  stacked?: boolean;
  /** What is said instead of a picture of nothing. */
  empty: string | null;
}

/** The picture, and behind it the same as a table. */
function Drawn<Day extends { day: string }>({ asked, label, file, days, columns, lines, stacked, empty }: DrawnProps<Day>): JSX.Element | null {
  const { words } = useWords();
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  if (empty) return <p class="empty">{empty}</p>;
  return (
    <>
      <Chart label={label} days={days.map((day) => day.day)} lines={lines.map(({ name, of }) => ({ name, values: days.map(of) }))} stacked={stacked ?? false} />
      <details class="how">
        <summary>{words.asTable}: {label}</summary>
        <List label={label} file={file} rows={days} columns={columns} keyOf={(day) => day.day} empty="" />
      </details>
    </>
  );
}
