// Drops: how fast all that they sell is booked, and of one its curve beside the drops before it.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { List, type Column } from '../parts/list';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import { Drawn } from './drawn';
import { useNumbers } from './numbers';
import { useWords } from './speech';

type Drop = components['schemas']['Forecasts']['drops'][number];
type Curve = components['schemas']['DropCurve'];

interface Props {
  app: Dashboard;
  drops: readonly Drop[];
  chosen: string | undefined;
  choose: (drop: string) => void;
}

export function Drops({ app, drops, chosen, choose }: Props): JSX.Element | null {
  const { words } = useWords();
  const { whole, tenth } = useNumbers();
  const shown = drops.find(({ drop }) => drop === chosen) ?? drops[0];
  if (!shown) return null;
  const pace = (one: Drop): string => one.velocity.map(({ per_day }) => tenth(per_day)).join(' / ');
  const columns: Column<Drop>[] = [
    { name: words.drop, heading: true, text: ({ drop }) => drop, show: ({ drop }) => <button type="button" class="plain slot-of" aria-pressed={drop === shown.drop} aria-label={words.lookAt(drop)} onClick={() => choose(drop)}>{drop}</button> },
    { name: words.bookedOf, number: true, text: ({ booked }) => booked, show: ({ booked, there }) => words.ofThere(whole(booked), whole(there)) },
    { name: words['line:there'], text: ({ there }) => there },
    { name: words.perDay, text: pace, show: (one) => <span title={words.perDayHelp}>{pace(one)}</span> },
  ];
  return (
    <section class="panel drops-of">
      <h2>{words.drops}</h2>
      <p class="soft">{words.dropsHelp}</p>
      <List label={words.drops} file="drops" rows={drops} columns={columns} keyOf={({ drop }) => drop} empty="" />
      <Course key={shown.drop} app={app} drop={shown.drop} />
    </section>
  );
}

function Course({ app, drop }: { app: Dashboard; drop: string }): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/drops/{drop}/curve', { shop: app.shop.slug, drop }), []);
  return (
    <>
      <h3>{words.curveOfDrop(drop)}</h3>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {!asked.value && asked.reason === undefined && <p class="soft" aria-busy="true">{words.loading}</p>}
      {asked.value && (
        <>
          <Drawn label={words.curveOfDrop(drop)} days={words.daysBeforeDrop} usual={words.usualDrops} points={asked.value.points} there={asked.value.there} />
          <Basis curve={asked.value} zone={app.shop.time_zone} />
        </>
      )}
    </>
  );
}

function Basis({ curve, zone }: { curve: Curve; zone: string }): JSX.Element {
  const { words, locale } = useWords();
  const { whole } = useNumbers();
  const end = curve.points.at(-1)?.expected;
  const { past, planned } = curve;
  return (
    <ul class="reasons">
      {end && <li>{words.dropEnds(whole(end.middle), whole(end.low), whole(end.high))}</li>}
      <li>{past.length > 0 ? words.dropPast(past.length) : words.dropNoPast}{past.length > 0 && ` ${past.map((one) => `${one.drop}, ${writeDate(new Date(one.starts_at), 'dayOfYear', locale, zone)}: ${whole(one.booked)}`).join('; ')}.`}</li>
      {planned.with > 0 && <li>{words.dropPlan(whole(planned.with), whole(planned.of))}</li>}
    </ul>
  );
}
