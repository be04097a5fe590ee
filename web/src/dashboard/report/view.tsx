// How a drop went: what to do next time, what was sold, what it brought, from looking to having, who worked. One page, which
// prints as one.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { writeDate, writeMoney } from '../../words/write';
import { ChoiceFilter, useFilters } from '../lists/filters';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import { speech } from '../speech';
import type { ViewProps } from '../views';
import { FunnelPicture } from './funnel';
import { useWords } from './speech';
import './style.css';

export type Report = components['schemas']['DropReport'];
type Words = ReturnType<typeof useWords>['words'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const filters = useFilters(app, query, ['drop']);
  const listed = useAnswer(() => app.client.get('/api/v1/shops/{shop}/drops', { shop: app.shop.slug }), []);
  const drops = listed.value?.drops.filter(({ draft }) => !draft) ?? []; // of a draft nothing can be told
  // The latest that has begun: of one to come there is nothing to say yet.
  const begun = drops.find((drop) => Date.parse(drop.starts_at) <= Date.now()) ?? drops[0];
  const drop = filters.of('drop') || begun?.drop;
  if (listed.reason !== undefined) return <Trouble reason={listed.reason} again={listed.again} />;
  if (!listed.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  if (!drop) return <p class="empty">{words.noDrops}</p>;
  const nameOf = (one: (typeof drops)[number]): string =>
    words.dropFrom(one.drop, writeDate(new Date(one.starts_at), 'dayOfYear', locale, app.shop.time_zone));
  const asFile = (format: 'pdf' | 'csv'): string =>
    app.client.address('/api/v1/shops/{shop}/drops/{drop}/report', { shop: app.shop.slug, drop }, { format, lang: languageOfPapers() });
  return (
    <>
      <div class="filters">
        <ChoiceFilter filters={filters} name="drop" label={words.whichDrop}
          choices={drops.map((one) => [one.drop === begun?.drop ? '' : one.drop, nameOf(one)] as const)} />
        <a class="button quiet" href={asFile('pdf')}>{words.asPdf}</a>
        <a class="button quiet" download={`report-${drop}.csv`} href={asFile('csv')}>{words.asCsv}</a>
        <button type="button" class="plain" onClick={() => print()}>{words.printAll}</button>
      </div>
      <Shown app={app} drop={drop} />
    </>
  );
}

/** Of the server's sentences: one source for the page, the PDF and the table. */
const languageOfPapers = (): 'en' | 'de' | 'es' => (['de', 'es'] as const).find((one) => speech.value?.language.startsWith(one)) ?? 'en';

function Shown({ app, drop }: { app: ViewProps['app']; drop: string }): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/drops/{drop}/report', { shop: app.shop.slug, drop }, { lang: languageOfPapers() }), [drop]);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const report = asked.value;
  return (
    <div class="report">
      <h2 class="paper-only">{report.title}</h2>
      {!report.over && <p class="soft">{words.stillRuns}</p>}
      <NextTime report={report} />
      <Goods report={report} />
      <Revenue report={report} />
      <section class="panel">
        <h2>{words.funnel}</h2>
        <FunnelPicture report={report} />
      </section>
      <Staff report={report} />
      <Forecasts report={report} />
      <Said app={app} report={report} />
      {report.experiments.length > 0 && <Tried app={app} report={report} />}
      <Slots report={report} />
    </div>
  );
}

const seat = 'SEAT'; // as the API calls what has no SKU
const nameOfSku = (words: Words, { sku, name }: { sku: string; name?: string | null }): string => name ?? (sku === seat ? words.seats : sku);

function NextTime({ report }: { report: Report }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.nextTime}</h2>
      {report.advice.length === 0
        ? <p>{words.nothingToDo}</p>
        : <ul>{report.advice.map(({ kind, sku, sentence }) => <li key={`${kind} ${sku}`}>{sentence}</li>)}</ul>}
    </section>
  );
}

function Goods({ report }: { report: Report }): JSX.Element {
  const { words, locale } = useWords();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const numbers = [['offered', 'offered'], ['sold', 'sold'], ['left', 'left'], ['handed_over', 'handed'], ['missed', 'missed'], ['returned', 'returned'], ['waited_for', 'waitedFor']] as const;
  return (
    <section class="panel">
      <h2>{words.goods}</h2>
      <List label={words.goods} file="sold" rows={report.skus} keyOf={({ sku }) => sku} empty={words.nothingOffered}
        columns={[
          { name: words.product, heading: true, text: (one) => one.sku, show: (one) => nameOfSku(words, one) },
          { name: words.soldThrough, number: true, show: (one) => (one.offered > 0 ? percent.format(one.sold / one.offered) : '–') },
          ...numbers.map(([part, word]) => ({ name: words[word], number: true, text: (one: Report['skus'][number]) => one[part], show: (one: Report['skus'][number]) => one[part] })),
        ]} />
    </section>
  );
}

function Revenue({ report }: { report: Report }): JSX.Element {
  const { words, locale } = useWords();
  const name = (sku: string): string => nameOfSku(words, report.skus.find((one) => one.sku === sku) ?? { sku });
  const rows = [
    ...report.steps.map((step) => ({ ...step, what: name(step.sku), way: words[`way:${step.fulfilment}` as 'way:PICKUP'] ?? '' })),
    ...report.fees.map((fee) => ({ what: words.fee(fee.zone ?? ''), tier: null, price: null, way: '', units: null, revenue: fee.revenue })),
  ];
  return (
    <section class="panel">
      <h2>{words.revenue}</h2>
      <List label={words.revenue} file="revenue" rows={rows} keyOf={(row) => `${row.what} ${row.tier} ${row.price?.minor} ${row.way}`} empty={words.nothingSold}
        columns={[
          { name: words.product, heading: true, text: (row) => row.what, show: (row) => row.what },
          { name: words.step, text: (row) => row.tier ?? '', show: (row) => row.tier ?? '–' },
          { name: words.price, number: true, text: (row) => (row.price ? writeMoney(row.price, locale) : ''), show: (row) => <Money of={row.price} /> },
          { name: words.way, text: (row) => row.way, show: (row) => row.way || '–' },
          { name: words.units, number: true, text: (row) => row.units ?? '', show: (row) => row.units ?? '–' },
          { name: words.amount, number: true, text: (row) => writeMoney(row.revenue, locale), show: (row) => <Money of={row.revenue} /> },
        ]} />
      {report.takings.map(({ taken, given_back }) => (
        <p key={taken.currency}>{words.takenSoFar(writeMoney(taken, locale), writeMoney(given_back, locale))}</p>))}
    </section>
  );
}

function Staff({ report }: { report: Report }): JSX.Element {
  const { words, locale } = useWords();
  const { shifts, uncovered, worked_shifts, worked_minutes } = report.staff;
  const hours = worked_minutes / 60;
  const digits = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return (
    <section class="panel">
      <h2>{words.staffHours}</h2>
      {shifts === 0 ? <p>{words.noShifts}</p> : (
        <p>
          {worked_shifts === 0 && shifts > uncovered ? words.noShiftOver : words.worked(digits.format(hours), worked_shifts)}{' '}
          {hours > 0 && words.perHour(digits.format((report.funnel.handed_over + report.funnel.walk_ups) / hours))}{' '}
          {uncovered > 0 && <strong>{words.uncovered(uncovered)}</strong>}
        </p>)}
    </section>
  );
}

function Forecasts({ report }: { report: Report }): JSX.Element {
  const { words } = useWords();
  const slotOf = (id: string): string => report.slots.find((slot) => slot.id === id)?.summary ?? '';
  const name = (sku: string): string => nameOfSku(words, report.skus.find((one) => one.sku === sku) ?? { sku });
  return (
    <section class="panel">
      <h2>{words.forecastAgainst}</h2>
      <List label={words.forecastAgainst} file="forecasts" rows={report.forecasts} keyOf={({ slot, sku }) => slot + sku} empty={words.noForecasts}
        columns={[
          { name: words.slot, heading: true, text: (one) => slotOf(one.slot), show: (one) => slotOf(one.slot) },
          { name: words.product, text: (one) => one.sku, show: (one) => name(one.sku) },
          { name: words.expectedThen, number: true, text: (one) => one.middle, show: (one) => words.range(one.middle, one.low, one.high) },
          { name: words.cameOut, number: true, text: (one) => one.outcome ?? '', show: (one) => (one.outcome === null ? '–' : one.sold_out ? words.soldOutAt(one.outcome) : one.outcome) },
        ]} />
    </section>
  );
}

const talkedOf = 28; // days before the first slot: what the report counts
const periods = [30, 90, 365] as const; // of the view of voices

/** The shortest period that holds all that was said of it. */
export function periodSince({ slots }: Pick<Report, 'slots'>, now: number): number {
  const first = Math.min(...slots.map((slot) => Date.parse(slot.starts_at)));
  const days = (now - first) / 86_400_000 + talkedOf;
  return periods.find((period) => period >= days) ?? periods[periods.length - 1] ?? 365;
}

function Said({ app, report }: { app: ViewProps['app']; report: Report }): JSX.Element {
  const { words, locale } = useWords();
  const { mood } = report;
  const digits = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  return (
    <section class="panel">
      <h2>{words.whatWasSaid}</h2>
      <p>
        {mood.messages === 0 ? words.nothingSaid : words.messagesSaid(mood.messages)}{' '}
        {mood.mean !== null && words.meanMood(digits.format(mood.mean))}{' '}
        {mood.messages > 0 && <a href={app.router.address('voice', { days: String(periodSince(report, Date.now())) })}>{words.toVoice}</a>}
      </p>
    </section>
  );
}

function Tried({ app, report }: { app: ViewProps['app']; report: Report }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.experimentsThen}</h2>
      <ul>
        {report.experiments.map(({ id, name, runs, kept, sentence }) => (
          <li key={id}>
            <a href={app.router.address('experiments', { experiment: id })}>{name}</a>: {sentence} {runs && words.runsOn} {kept && words.keptThen(kept)}
          </li>))}
      </ul>
    </section>
  );
}

function Slots({ report }: { report: Report }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.slotsOf}</h2>
      <List label={words.slotsOf} file="slots" rows={report.slots} keyOf={({ id }) => id} empty=""
        columns={[
          { name: words.slot, heading: true, text: (slot) => slot.summary, show: (slot) => <a href={`/dashboard/calendar?slot=${slot.id}`}>{slot.summary}</a> },
          { name: words.when, text: (slot) => slot.starts_at, show: (slot) => (slot.cancelled ? words.calledOff : <When at={slot.starts_at} zone={slot.time_zone} />) },
          { name: words.looks, number: true, text: (slot) => slot.views, show: (slot) => slot.views },
          { name: words.booked, number: true, text: (slot) => slot.bookings, show: (slot) => slot.bookings },
        ]} />
    </section>
  );
}
