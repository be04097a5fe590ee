// Slots by what needs a decision, and of one its booking curve, with what the forecast is made of.
import type { JSX } from 'preact';
import '../figures/style.css';
import { useFilters } from '../lists/filters';
import '../lists/style.css';
import { writeDate } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { List, type Column } from '../parts/list';
import { Trouble } from '../parts/trouble';
import type { ViewProps } from '../views';
import { byNeed, decisionOf, keyOf, type Forecast } from './decide';
import { Detail } from './detail';
import { Drops } from './drops';
import { useNumbers, useSkuName } from './numbers';
import { Orders } from './orders';
import { useWords } from './speech';
import './style.css';

export function View({ app, query }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const filters = useFilters(app, query, ['of', 'drop']);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/forecast', { shop: app.shop.slug }), []);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const all = asked.value.forecasts;
  const slotName = (id: string): string => {
    const one = all.find(({ slot }) => slot === id);
    return one ? `${one.summary}, ${writeDate(new Date(one.starts_at), 'dayTime', locale, one.time_zone)}` : '–';
  };
  const forecasts = byNeed(all.filter(({ standstill }) => standstill !== 'over'));
  const chosen = forecasts.find((one) => keyOf(one) === filters.of('of')) ?? forecasts[0];
  return (
    <>
      <p class="soft">{words.forecastHelp}</p>
      {chosen && <Detail key={keyOf(chosen)} app={app} chosen={chosen} changed={asked.again} />}
      <Drops app={app} drops={asked.value.drops} chosen={filters.of('drop')} choose={(drop) => filters.set('drop', drop)} />
      <Orders app={app} slotName={slotName} recordOf={(sku) => all.find((one) => one.sku === sku)?.record ?? null} />
      <section class="panel">
        <h2>{words.forecastList}</h2>
        <Table forecasts={forecasts} chosen={chosen} choose={(one) => filters.set('of', keyOf(one))} />
      </section>
    </>
  );
}

interface TableProps {
  forecasts: readonly Forecast[];
  chosen: Forecast | undefined;
  choose: (one: Forecast) => void;
}

function Table({ forecasts, chosen, choose }: TableProps): JSX.Element {
  const { words, locale } = useWords();
  const { whole, tenth, percent } = useNumbers();
  const skuName = useSkuName();
  const nameOf = (one: Forecast): string => `${one.summary}, ${writeDate(new Date(one.starts_at), 'dayTime', locale, one.time_zone)}`;
  const day = (at: string, zone: string): string => writeDate(new Date(at), 'monthDay', locale, zone);
  const soldOut = (one: Forecast): string => {
    if (one.sold_out_at) return words.soldOutOn(day(one.sold_out_at, one.time_zone));
    return one.sells_out_at ? words.likelyOn(percent(one.sells_out), day(one.sells_out_at, one.time_zone)) : words.likely(percent(one.sells_out));
  };
  const columns: Column<Forecast>[] = [
    {
      name: words.forecastSlot,
      heading: true,
      text: nameOf,
      show: (one) => <button type="button" class="plain slot-of" aria-pressed={chosen !== undefined && keyOf(one) === keyOf(chosen)} aria-label={words.lookAt(`${nameOf(one)}, ${skuName(one)}`)} onClick={() => { choose(one); scrollTo({ top: 0 }); }}>{nameOf(one)}</button>,
    },
    { name: words.product, text: (one) => one.sku, show: skuName },
    { name: words.decision, text: (one) => words[`decide:${decisionOf(one)}`], show: (one) => <Decide one={one} /> },
    { name: words.bookedOf, number: true, text: (one) => one.booked, show: (one) => words.ofThere(whole(one.booked), whole(one.there)) },
    { name: words.demand, number: true, text: (one) => one.demand.mean, show: (one) => words.between(whole(one.demand.middle), whole(one.demand.low), whole(one.demand.high)) },
    { name: words.low(words.demand), text: (one) => one.demand.low },
    { name: words.high(words.demand), text: (one) => one.demand.high },
    { name: words.sellsOut, text: (one) => one.sells_out, show: soldOut },
    { name: words.expectedSold, text: (one) => one.sell_through },
    { name: words.plan, text: (one) => one.plan ?? '' },
    { name: words.waitingFor, text: (one) => one.waiting },
    { name: words['line:there'], text: (one) => one.there },
    { name: words.perDay, text: (one) => one.velocity.map(({ per_day }) => tenth(per_day)).join(' / '), show: (one) => <span title={words.perDayHelp}>{one.velocity.map(({ per_day }) => tenth(per_day)).join(' / ')}</span> },
  ];
  return (
    <>
      <p class="soft">{words.perDay}: {words.perDayHelp}.</p>
      <List label={words.forecastList} file="forecast" rows={forecasts} columns={columns} keyOf={keyOf} empty={words.noForecasts} />
    </>
  );
}

const badges = { waiting: 'low', more: 'low', 'no-price': 'cancelled', behind: 'low', slow: 'low', 'not-on-sale': 'closed', fine: '' } as const;

function Decide({ one }: { one: Forecast }): JSX.Element {
  const { words } = useWords();
  const decision = decisionOf(one);
  return decision === 'fine' ? <span class="soft">{words['decide:fine']}</span> : <span class={`badge ${badges[decision]}`}>{words[`decide:${decision}`]}</span>;
}
