// What a till calls each product.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useNames } from '../lists/names';
import { useWords } from '../outside/speech';
import { Field } from '../parts/field';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { Log } from './log';

export function Items({ app, till, items, stored }: { app: Dashboard; till: string; items: Log['items']; stored: (log: Log) => void }): JSX.Element {
  const { words } = useWords();
  const { products } = useNames(app);
  const [names, setNames] = useState<Readonly<Record<string, string>>>(Object.fromEntries(items.map(({ sku, item }) => [sku, item])));
  const { busy, reason, send } = useSending();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = Object.entries(names).map(([sku, item]) => ({ sku, item: item.trim() })).filter(({ item }) => item !== '');
    await send(async () => {
      stored(await app.client.put('/api/v1/shops/{shop}/tills/{till}/items', { shop: app.shop.slug, till }, { items: wanted }));
      tell(words.itemsStored);
    });
  };
  return (
    <form class="panel" onSubmit={(event) => void save(event)}>
      <h2>{words.items}</h2>
      <p class="soft">{words.itemsHelp}</p>
      {products.map(({ sku, name }) => {
        const known = items.find((one) => one.sku === sku)?.known ?? null;
        return (
          <Field key={sku} label={words.itemOf(name)} help={known === null ? undefined : `${words.tillHas} ${known}`}>
            {(tied) => <input {...tied} maxLength={200} autocapitalize="none" value={names[sku] ?? ''} onInput={(event) => setNames({ ...names, [sku]: event.currentTarget.value })} />}
          </Field>
        );
      })}
      {reason !== undefined && <Trouble reason={reason} />}
      <div class="buttons"><button type="submit" disabled={busy}>{words.save}</button></div>
    </form>
  );
}
