// Who waits for what is sold out, and who has an offer.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { ChoiceFilter, useFilters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { More, rowsAtOnce, usePages } from '../lists/pages';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { List } from '../parts/list';
import { When } from '../parts/write';
import type { ViewProps } from '../views';

type Waits = components['schemas']['WaitingPerson'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const { nameOf } = useNames(app);
  const slots = useSlots(app);
  const slotName = useSlotName();
  const filters = useFilters(app, query, ['slot']);
  const slot = filters.of('slot');
  const pages = usePages<Waits>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/waiting', { shop: app.shop.slug }, given({ slot, cursor, limit }));
    return { rows: page.waiting, next: page.next };
  }, [slot]);
  const zone = app.shop.time_zone;
  const ofSlot = (one: Waits): string => {
    const found = slots.find(({ id }) => id === one.slot);
    return found ? slotName(found) : one.slot;
  };
  return (
    <>
      <div class="filters" role="search">
        <ChoiceFilter filters={filters} name="slot" label={words.slot} choices={[['', words.anySlot], ...slots.map((one) => [one.id, slotName(one)] as const)]} />
      </div>
      {pages.rows && (
        <List label={words.waiting} file="waiting" rows={pages.rows} rest={pages.rest} keyOf={(one) => one.id} empty={words.noWaiting}
          columns={[
            { name: words.customer, heading: true, text: (one) => one.customer.name, show: (one) => <>{one.customer.name}<div class="soft">{one.customer.email}</div></> },
            { name: words.email, text: (one) => one.customer.email },
            { name: words.slot, text: ofSlot, show: ofSlot },
            { name: words.what, text: (one) => `${one.quantity} × ${one.sku}`, show: (one) => `${one.quantity} × ${nameOf(one.sku)}` },
            { name: words.state, text: (one) => words[`waiting:${one.state}`],
              show: (one) => <span class={`badge ${one.state === 'offered' ? 'open' : ''}`}>{words[`waiting:${one.state}`]}</span> },
            { name: words.offeredUntil, text: (one) => one.offered_until ?? '', show: (one) => (one.offered_until ? <When at={one.offered_until} zone={zone} /> : '–') },
            { name: words.ahead, number: true, text: (one) => one.ahead, show: (one) => one.ahead },
            { name: words.joined, text: (one) => one.joined_at, show: (one) => <When at={one.joined_at} zone={zone} /> },
          ]} />
      )}
      <More pages={pages} />
      <p class="fineprint">{words.offersHelp}</p>
    </>
  );
}
