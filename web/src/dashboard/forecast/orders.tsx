// Orders that forecasts ask for: to be approved with one tap, on their way, received; and how goods can be had.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { useNames } from '../lists/names';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import { writeMoney } from '../../words/write';
import type { Dashboard } from '../state';
import type { Forecast } from './decide';
import { useNumbers } from './numbers';
import { ReceiveForm } from './receive';
import { useWords } from './speech';
import { SupplyForm } from './supply';

type Order = components['schemas']['Order'];

const open: readonly Order['state'][] = ['draft', 'ordered'];

interface Props {
  app: Dashboard;
  slotName: (slot: string) => string;
  /** How right forecasts of a SKU were before. */
  recordOf: (sku: string) => Forecast['record'];
}

export function Orders({ app, slotName, recordOf }: Props): JSX.Element {
  const { words, locale } = useWords();
  const { whole, percent } = useNumbers();
  const { nameOf } = useNames(app);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/orders', { shop: app.shop.slug }), []);
  const { busy, reason, send } = useSending();
  const [form, setForm] = useState(false);
  const [arrived, setArrived] = useState<Order | null>(null);
  const act = (sentence: string, deed: () => Promise<unknown>): Promise<void> => send(async () => {
    await deed();
    tell(sentence);
    asked.again();
  });
  const decide = (order: Order, deed: 'approve' | 'decline'): Promise<unknown> =>
    app.client.post(`/api/v1/shops/{shop}/orders/{order}/${deed}` as '/api/v1/shops/{shop}/orders/{order}/approve', { shop: app.shop.slug, order: order.id }, undefined);
  const why = (order: Order): string => order.reasons.missing !== undefined ? words.orderMissing(whole(order.reasons.missing), whole(order.reasons.demand)) : words.orderWhy(whole(order.reasons.demand), whole(order.reasons.booked), whole(order.reasons.there), percent(order.reasons.ratio));
  const right = (order: Order): string => {
    const record = recordOf(order.sku);
    return record ? words.recordOf(record.forecasts, record.slots, percent(record.within_range), percent(record.off_by)) : words.recordNone;
  };
  const orders = asked.value?.orders ?? [];
  return (
    <section class="panel orders">
      <div class="head-of">
        <h2>{words.orders}</h2>
        <div class="acts">
          <button type="button" class="plain" onClick={() => setForm(true)}>{words.supplyTerms}</button>
          <button type="button" class="plain" disabled={busy} onClick={() => void act(words.looked, () => app.client.post('/api/v1/shops/{shop}/orders/look', { shop: app.shop.slug }, undefined))}>{words.lookNow}</button>
        </div>
      </div>
      <p class="soft">{words.ordersHelp}</p>
      {(reason ?? asked.reason) !== undefined && <Trouble reason={reason ?? asked.reason} again={asked.again} />}
      {asked.value && (
        <List label={words.orders} file="orders" rows={orders} keyOf={(one) => one.id} troubled={(one) => one.state === 'draft'}
          empty={asked.value.terms.length === 0 ? words.noSupplyTerms : words.noOrders}
          columns={[
            { name: words.orderOf, heading: true, text: (one) => one.sku, show: (one) => words.unitsOf(whole(one.units), nameOf(one.sku)) },
            { name: words.units, text: (one) => one.units },
            { name: words.forecastSlot, text: (one) => one.slot, show: (one) => slotName(one.slot) },
            { name: words.orderState, text: (one) => one.state, show: (one) => (
              <>
                <span class={`badge ${one.state === 'draft' ? 'low' : one.state === 'ordered' ? 'open' : ''}`}>{words[`order:${one.state}`]}</span>
                {one.expected > 0 && one.received !== null && <> <span class="soft">{words.cameSoFar(whole(one.received), whole(one.units))}</span></>}
                {one.missing > 0 && <> <span class="soft">{words.cameShort(whole(one.received ?? 0), whole(one.units), one.missing)}</span></>}
              </>) },
            { name: words.orderTotal, number: true, text: (one) => one.total.amount, show: (one) => writeMoney(one.total, locale) },
            { name: words.orderBy, text: (one) => one.order_by, show: (one) => <When at={one.order_by} zone={app.shop.time_zone} /> },
            { name: words.orderReason, text: why, show: (one) => (open.includes(one.state) ? <>{why(one)} <span class="soft">{right(one)}</span></> : why(one)) },
            {
              name: words.orderActs,
              show: (one) => open.includes(one.state) && (
                <div class="acts">
                  {one.state === 'draft' && <button type="button" disabled={busy} onClick={() => void act(words.approved, () => decide(one, 'approve'))}>{words.approve}</button>}
                  {one.state === 'draft' && <button type="button" class="plain" disabled={busy} onClick={() => void act(words.declined, () => decide(one, 'decline'))}>{words.decline}</button>}
                  {one.state === 'ordered' && <button type="button" disabled={busy} onClick={() => setArrived(one)}>{words.receiveSome}</button>}
                </div>
              ),
            },
          ]} />
      )}
      {arrived && <ReceiveForm app={app} order={arrived} nameOf={nameOf} close={() => setArrived(null)} done={asked.again} />}
      {form && <SupplyForm app={app} known={asked.value?.terms ?? []} close={() => setForm(false)} done={() => { tell(words.supplySaved); asked.again(); }} />}
    </section>
  );
}
