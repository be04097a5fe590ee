// One till: what it calls what, what it told, what it was told, and what was turned away.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { Copyable } from '../lists/copy';
import { useNames } from '../lists/names';
import { useWords } from '../outside/speech';
import { sayOfTill } from '../outside/till_said';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import { Items } from './items';

/** The product by its name, and below it what the till or the shop calls it. */
function Item({ item, name }: { item: string; name: string }): JSX.Element {
  return name === '' || name === item ? <>{item}</> : <>{name}<div class="soft">{item}</div></>;
}

export type Log = components['schemas']['TillLog'];

export function TillLog({ app, till }: { app: Dashboard; till: string }): JSX.Element {
  const { words } = useWords();
  const names = useNames(app);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/tills/{till}', { shop: app.shop.slug, till }), [till]);
  const back = <p><a href={app.router.address('tills')}>{words.backToTills}</a></p>;
  if (asked.reason !== undefined) return <>{back}<Trouble reason={asked.reason} again={asked.again} /></>;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const productOf = (item: string): string => {
    const sku = asked.value?.items.find((one) => one.item === item)?.sku ?? '';
    return sku && names.nameOf(sku);
  };
  const { till: known, items, messages, refusals, changes } = asked.value;
  return (
    <>
      {back}
      <section class="panel">
        <div class="head-of">
          <h2>{known.name}</h2>
          <button type="button" class="plain" onClick={asked.again}>{words.lookAgain}</button>
        </div>
        {known.problem !== '' && <p class="error" role="alert">{known.problem}</p>}
        <p>{words.tillSends} <Copyable text={known.messages} label={words.tillSends} /></p>
      </section>
      <Items key={items.map(({ item }) => item).join()} app={app} till={till} items={items} stored={asked.put} />
      <section class="panel">
        <h2>{words.tillMessages}</h2>
        <List label={words.tillMessages} file="till-messages" rows={messages} keyOf={({ id }) => id} empty={words.noTillMessages} troubled={({ state }) => state === 'refused'}
          columns={[
            { name: words.what, heading: true, text: ({ item }) => item, show: ({ item }) => <Item item={item} name={productOf(item)} /> },
            { name: words.kind, text: ({ kind }) => kind, show: ({ kind }) => words[`till:${kind}`] },
            { name: words.units, number: true, text: ({ units }) => units, show: ({ units }) => units },
            { name: words.when, text: (one) => one.occurred_at, show: (one) => <When at={one.occurred_at} zone={app.shop.time_zone} /> },
            { name: words.outcome, text: (one) => `${one.state} ${one.sentence}`.trim(), show: (one) => (
              <>{words[`message:${one.state}`]}{one.sentence !== '' && <div class="soft">{sayOfTill(one.sentence, words)}</div>}</>
            ) },
          ]} />
      </section>
      {refusals.length > 0 && (
        <section class="panel">
          <h2>{words.tillRefusals}</h2>
          <List label={words.tillRefusals} file="till-refusals" rows={refusals} keyOf={({ reason }) => reason} empty="" troubled={() => true}
            columns={[
              { name: words.why, heading: true, text: ({ reason }) => sayOfTill(reason, words), show: ({ reason }) => sayOfTill(reason, words) },
              { name: words.times, number: true, text: ({ times }) => times, show: ({ times }) => times },
              { name: words.when, text: (one) => one.last_at, show: (one) => <When at={one.last_at} zone={app.shop.time_zone} /> },
            ]} />
        </section>
      )}
      <section class="panel">
        <h2>{words.tillChanges}</h2>
        <List label={words.tillChanges} file="till-changes" rows={changes} keyOf={({ id }) => id} empty={words.noTillChanges} troubled={({ state }) => state === 'failed'}
          columns={[
            { name: words.product, heading: true, text: ({ sku }) => sku, show: ({ sku }) => <Item item={sku} name={names.nameOf(sku)} /> },
            { name: words.kind, text: ({ kind }) => kind, show: ({ kind }) => words[`till:${kind}`] },
            { name: words.units, number: true, text: ({ units }) => units, show: ({ units }) => units },
            { name: words.when, text: (one) => one.created_at, show: (one) => <When at={one.created_at} zone={app.shop.time_zone} /> },
            { name: words.state, text: ({ state }) => state, show: (one) => (
              <>{words[`change:${one.state}`]}{one.reason !== '' && <div class="soft">{one.reason}</div>}</>
            ) },
          ]} />
      </section>
    </>
  );
}
