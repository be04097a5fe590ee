// What was told of goods, last told first.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { components } from '../../api/schema';
import { ChoiceFilter, useFilters } from '../lists/filters';
import { given } from '../lists/given';
import type { useNames } from '../lists/names';
import { More, usePages } from '../lists/pages';
import { useWords } from '../lists/speech';
import { List } from '../parts/list';
import { When } from '../parts/write';
import type { ViewProps } from '../views';
import { movedBy } from './moved';
import { kinds } from './tell';
import type { Stock } from './view';

type Movement = components['schemas']['StockMovements']['movements'][number];

const filterNames = ['venue', 'sku', 'kind'] as const;

interface Props extends ViewProps {
  venues: Stock['venues'];
  names: ReturnType<typeof useNames>;
  told: number;
}

export function Movements({ app, query, venues, names, told }: Props): JSX.Element {
  const { words } = useWords();
  const filters = useFilters(app, query, filterNames);
  const chosen = filterNames.map(filters.of);
  const pages = usePages<Movement>(async (cursor, limit = 20) => {
    const answer = await app.client.get('/api/v1/shops/{shop}/stock/movements', { shop: app.shop.slug },
      given({ venue: filters.of('venue'), sku: filters.of('sku'), kind: filters.of('kind') as Movement['kind'] | '', cursor, limit }));
    return { rows: answer.movements, next: answer.next ?? null };
  }, [...chosen, told]);
  const venueName = (id: string): string => venues.find((venue) => venue.id === id)?.name ?? id;
  // Who asks what a figure is made of is taken to it: the list stands below everything else.
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = query.get('of') === 'movements';
  const shown = pages.rows !== undefined;
  useEffect(() => {
    if (!asked || !shown) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView();
  }, [asked, shown, ...chosen]);
  return (
    <section class="panel">
      <h2 ref={heading} tabIndex={-1}>{words.movements}</h2>
      <div class="filters" role="search" aria-label={words.movements}>
        <ChoiceFilter filters={filters} name="venue" label={words.venue} choices={[['', words.all], ...venues.map(({ id, name }) => [id, name] as const)]} />
        <ChoiceFilter filters={filters} name="sku" label={words.product} choices={[['', words.all], ...names.products.map(({ sku, name }) => [sku, name] as const)]} />
        <ChoiceFilter filters={filters} name="kind" label={words.kind} choices={[['', words.all], ...kinds.map((kind) => [kind, words[`stock:${kind}`]] as const)]} />
      </div>
      {pages.rows && (
        <List label={words.movements} file="movements" rows={pages.rows} rest={pages.rest} keyOf={(one) => one.id + one.venue}
          empty={chosen.some((value) => value !== '') ? words.nothingFound : words.noMovements}
          columns={[
            { name: words.kind, heading: true, text: (one) => one.kind, show: (one) => words[`stock:${one.kind}`] },
            { name: words.product, text: (one) => one.sku, show: (one) => names.nameOf(one.sku) },
            { name: words.venue, text: (one) => venueName(one.venue), show: (one) => venueName(one.venue) },
            { name: words.units, number: true, text: (one) => one.units, show: (one) => one.units },
            { name: words.adjusted, number: true, text: movedBy, show: movedBy },
            { name: words.when, text: (one) => one.occurred_at, show: (one) => <When at={one.occurred_at} zone={app.shop.time_zone} /> },
            { name: words.toldBy, text: (one) => one.actor, show: (one) => one.actor },
            { name: words.why, text: (one) => one.reason, show: (one) => one.reason },
          ]} />
      )}
      <More pages={pages} />
    </section>
  );
}
