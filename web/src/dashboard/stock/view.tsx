// Goods at venues: what is there by the books, which slots get less than they ask for, and all that was told.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { useNames } from '../lists/names';
import '../lists/style.css';
import { useWords } from '../outside/speech';
import '../outside/style.css';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { useLive } from '../parts/live';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { ViewProps } from '../views';
import { Conflicts, SlotBooks } from './books';
import { Movements } from './movements';
import { Stocktake } from './stocktake';
import { TellForm } from './tell';

export type Stock = components['schemas']['Stock'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const names = useNames(app);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock', { shop: app.shop.slug }), []);
  const books = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock/books', { shop: app.shop.slug }), []);
  const [telling, setTelling] = useState(false);
  const [counting, setCounting] = useState<string | null>(null);
  const [told, setTold] = useState(0); // how often, so that the list of movements asks again
  const look = (): void => {
    asked.again();
    books.again();
  };
  // Tills, customers and colleagues sell meanwhile. Where that cannot be asked, whoever looks is told once, and asks again.
  useLive(() => asked.reason === undefined && books.reason === undefined && look());
  if (asked.reason !== undefined && !asked.value) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { venues, levels, shortfalls } = asked.value;
  if (venues.length === 0) return <p class="empty">{words.noVenues}</p>;
  const done = (sentence: string): void => {
    tell(sentence);
    look();
    setTimeout(look, 1_500); // what came is shared out among slots a moment later
    setTold(told + 1);
  };
  const bookOf = (level: Stock['levels'][number]): NonNullable<typeof books.value>['venues'][number] | undefined =>
    books.value?.venues.find((one) => one.venue === level.venue && one.sku === level.sku);
  const venue = venues.find(({ id }) => id === counting);
  return (
    <>
      <p class="buttons"><button type="button" onClick={() => setTelling(true)}>{words.tellStock}</button></p>
      {(asked.reason ?? books.reason) !== undefined && <Trouble reason={asked.reason ?? books.reason} again={look} />}
      {books.value && <Conflicts app={app} names={names} conflicts={books.value.conflicts} venues={venues} done={done} />}
      {shortfalls.length > 0 && (
        <section class="panel">
          <h2>{words.shortfalls}</h2>
          <List label={words.shortfalls} file="shortfalls" rows={shortfalls} keyOf={(one) => one.slot + one.sku} empty="" troubled={() => true}
            columns={[
              { name: words.slot, heading: true, text: (one) => one.summary, show: (one) => one.summary },
              { name: words.when, text: (one) => one.starts_at, show: (one) => <When at={one.starts_at} zone={app.shop.time_zone} /> },
              { name: words.product, text: (one) => one.sku, show: (one) => names.nameOf(one.sku) },
              { name: words.wanted, number: true, text: (one) => one.wanted, show: (one) => one.wanted },
              { name: words.given, number: true, text: (one) => one.given, show: (one) => one.given },
            ]} />
        </section>
      )}
      {venues.map(({ id, name }) => (
        <section class="panel" key={id}>
          <div class="head-of">
            <h2>{name}</h2>
            <button type="button" class="plain" aria-label={words.stocktakeTitle(name)} onClick={() => setCounting(id)}>{words.stocktake}</button>
          </div>
          <List label={name} file="stock" rows={levels.filter((level) => level.venue === id)} keyOf={(level) => level.sku} empty={words.nothingCounted}
            troubled={(level) => level.missing > 0}
            columns={[
              { name: words.product, heading: true, text: (level) => level.sku, show: (level) => (
                <><a href={app.router.address('stock', { venue: level.venue, sku: level.sku, of: 'movements' })} aria-label={words.movementsOf(names.nameOf(level.sku))}>{names.nameOf(level.sku)}</a><div class="soft">{level.sku}</div></>
              ) },
              { name: words.venue, text: (level) => level.venue_name },
              { name: words.there, number: true, text: (level) => level.there, show: (level) => <strong>{level.there}</strong> },
              { name: words.onHand, number: true, text: (level) => level.on_hand, show: (level) => level.on_hand },
              { name: words.inSlots, number: true, text: (level) => level.in_slots, show: (level) => level.in_slots },
              ...(['held', 'sold', 'leased', 'promised', 'in_transit'] as const).map((figure) => ({
                name: { held: words.heldUnits, sold: words.soldUnits, leased: words.leased, promised: words.preordered, in_transit: words.inTransit }[figure],
                number: true, text: (level: Stock['levels'][number]) => bookOf(level)?.[figure] ?? '', show: (level: Stock['levels'][number]) => bookOf(level)?.[figure] ?? '',
              })),
              { name: words.missing, number: true, text: (level) => level.missing, show: (level) => level.missing },
            ]} />
        </section>
      ))}
      {books.value && <SlotBooks app={app} names={names} slots={books.value.slots} />}
      <Movements app={app} query={query} venues={venues} names={names} told={told} />
      {telling && <TellForm app={app} venues={venues} products={names.products} close={() => setTelling(false)} done={() => done(words.isTold)} />}
      {venue && <Stocktake app={app} venue={venue} levels={levels.filter((level) => level.venue === venue.id)} products={names.products}
        close={() => setCounting(null)} done={done} />}
    </>
  );
}
