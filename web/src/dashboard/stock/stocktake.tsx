// Counting a venue: one number beside each product, stored one by one, so that what was stored stays stored when a line is lost.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { newKey } from '../lists/key';
import type { Product } from '../lists/names';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Stock } from './view';

interface Props {
  app: Dashboard;
  venue: Stock['venues'][number];
  levels: Stock['levels'];
  products: readonly Product[];
  close: () => void;
  done: (sentence: string) => void;
}

export function Stocktake({ app, venue, levels, products, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const [counts, setCounts] = useState<Readonly<Record<string, string>>>({});
  const take = useRef(newKey().slice(0, 16)); // with SKU and number behind it, an id of at most 100 characters
  const send = async (): Promise<void> => {
    const counted = Object.entries(counts).filter(([, units]) => units !== '');
    if (counted.length === 0) throw new Error(words.nothingWasCounted);
    for (const [sku, units] of counted) {
      // Each has an id of its own, which names the number too: sent once more it changes nothing, corrected it is another count.
      await app.client.post('/api/v1/shops/{shop}/stock/movements', { shop: app.shop.slug },
        { kind: 'count', venue: venue.id, sku, units: Number(units), id: `${take.current}-${sku}-${units}`, source: 'stocktake' });
    }
    done(words.countsStored(counted.length));
  };
  return (
    <FormDialog title={words.stocktakeTitle(venue.name)} act={words.storeCounts} close={close} send={send}>
      {() => (
        <>
          <p>{words.stocktakeHelp}</p>
          {products.map(({ sku, name }) => {
            const level = levels.find((one) => one.sku === sku);
            return (
              <Field key={sku} label={name} help={level && words.booksSay(level.there)}>
                {(tied) => (
                  <input {...tied} type="number" inputMode="numeric" min={0} max={1_000_000} step={1} value={counts[sku] ?? ''}
                    onInput={(event) => setCounts({ ...counts, [sku]: event.currentTarget.value })} />
                )}
              </Field>
            );
          })}
        </>
      )}
    </FormDialog>
  );
}
