// What an experiment says: the sentence, how sure it is, the figures behind it, and what must not get worse.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import { List, type Column } from '../parts/list';
import type { Dashboard } from '../state';
import { Band } from './band';
import { lastLook, odds, ofHundred, rateOf, sentenceOf, writeMinor, type Experiment, type Figures, type Results } from './facts';
import { useWords } from './speech';

interface Props {
  app: Dashboard;
  experiment: Experiment;
}

export function ResultsOf({ app, experiment }: Props): JSX.Element | null {
  const { words, locale } = useWords();
  const { results } = experiment;
  if (!results) return null;
  return (
    <>
      <p class="verdict" role="status">{sentenceOf(experiment, words, locale, app.shop.currency)}</p>
      {results.slots ? <Ladders app={app} experiment={experiment} slots={results.slots} /> : <Visitors app={app} experiment={experiment} results={results} />}
    </>
  );
}

const sampleAlarm = 0.001;

function Visitors({ app, experiment, results }: Props & { results: Results }): JSX.Element {
  const { words } = useWords();
  const { variants } = experiment;
  const rivals = results.variants.map((figures, at) => ({ figures, name: variants[at]?.name ?? '' })).slice(1);
  const control = variants[0]?.name ?? '';
  const seen = results.variants.some(({ visitors }) => visitors > 0);
  const uneven = results.sample_p !== null && results.sample_p < sampleAlarm;
  return (
    <>
      {uneven && <p class="notice bad" role="alert">{words.sampleAlarm}</p>}
      <h3>{words.figuresByVariant}</h3>
      <FiguresTable experiment={experiment} results={results} />
      {seen && !uneven && <p class="soft">{words.sampleFine}</p>}
      <h3>{words.howSure}</h3>
      {rivals.some(({ figures }) => (lastLook(figures)?.low ?? null) !== null)
        ? <p class="soft">{words.howSureHelp}</p>
        : <p class="soft">{words.noBand}</p>}
      <div class="bands">
        {rivals.map(({ figures, name }) => <Band key={name} name={words.bandOf(name, control)} figures={figures} zone={app.shop.time_zone} />)}
      </div>
      {rivals.filter(({ figures }) => figures.drifted).map(({ name }) => <p class="notice" key={name}>{words.drifted(name)}</p>)}
      <Guards rivals={rivals} />
      <p class="soft">{words.privacy}</p>
    </>
  );
}

function FiguresTable({ experiment, results }: { experiment: Experiment; results: Results }): JSX.Element {
  const { words, locale } = useWords();
  const rows = results.variants.map((figures, at) => ({ ...figures, at, name: experiment.variants[at]?.name ?? '' }));
  type Row = (typeof rows)[number];
  const difference = (row: Row): string => {
    const look = lastLook(row);
    return look && look.low !== null && look.high !== null ? words.between(ofHundred(look.low, locale), ofHundred(look.high, locale)) : '–';
  };
  const columns: Column<Row>[] = [
    { name: words.variant, heading: true, text: (row) => row.name, show: (row) => row.name },
    { name: words.visitors, number: true, text: (row) => row.visitors, show: (row) => row.visitors },
    { name: words.holdsMade, number: true, text: (row) => row.held, show: (row) => row.held },
    { name: words.booked, number: true, text: (row) => row.booked, show: (row) => row.booked },
    { name: words.ofHundred, number: true, text: (row) => Number((rateOf(row) * 100).toFixed(2)), show: (row) => (row.visitors === 0 ? '–' : ofHundred(rateOf(row), locale)) },
    { name: words.difference, number: true, text: difference, show: difference },
    { name: words.cancelledShare, number: true, text: (row) => row.cancelled, show: (row) => row.cancelled },
    { name: words.refundedShare, number: true, text: (row) => row.refunded, show: (row) => row.refunded },
    { name: words.missedShare, number: true, text: (row) => row.missed, show: (row) => row.missed },
  ];
  return <List label={words.figuresByVariant} file="experiment" rows={rows} columns={columns} keyOf={(row) => row.at} empty="" />;
}

function Guards({ rivals }: { rivals: readonly { figures: Figures; name: string }[] }): JSX.Element | null {
  const { words } = useWords();
  const names = { cancelled: words.cancelledShare, refunded: words.refundedShare, missed: words.missedShare };
  const alarmed = rivals.filter(({ figures }) => figures.alarms.length > 0);
  if (rivals.every(({ figures }) => figures.bookings === 0)) return null;
  return (
    <>
      <h3>{words.guardRails}</h3>
      {alarmed.length === 0 && <p>{words.guardsFine}</p>}
      {alarmed.map(({ figures, name }) => (
        <p class="notice bad" key={name}>{words.guardAlarm(name, figures.alarms.map((alarm) => names[alarm]).join(', '))}</p>
      ))}
    </>
  );
}

function Ladders({ app, experiment, slots }: Props & { slots: NonNullable<Results['slots']> }): JSX.Element {
  const { words, locale } = useWords();
  type Row = (typeof slots.list)[number];
  const money = (row: Row): string => writeMinor(row.minor, app.shop.currency, locale);
  const when = (row: Row): string => writeDate(new Date(row.starts_at), 'dayTime', locale, app.shop.time_zone);
  const name = (row: Row): string => experiment.variants[row.variant]?.name ?? '';
  const several = new Set(slots.list.map(({ summary }) => summary)).size > 1;
  const event: Column<Row> = { name: words.experimentEvent, text: (row) => row.summary, show: (row) => row.summary };
  const columns: Column<Row>[] = [
    { name: words.when, heading: true, text: (row) => row.starts_at, show: when },
    ...(several ? [event] : []),
    { name: words.variant, text: name, show: name },
    { name: words.state, text: (row) => (row.over ? words.isOver : words.isToCome), show: (row) => (row.over ? words.isOver : words.isToCome) },
    { name: words.unitsSold, number: true, text: (row) => row.units, show: (row) => row.units },
    { name: words.takings, number: true, text: (row) => row.minor, show: money },
  ];
  return (
    <>
      <p class="soft">{words.slotsFew(odds(slots.smallest_p, words, locale))}</p>
      <h3>{words.slotsOfLadders}</h3>
      <List label={words.slotsOfLadders} file="experiment" rows={slots.list} columns={columns} keyOf={(row) => row.slot} empty="" />
    </>
  );
}
