// Counting a venue: one number beside each product, the differences before anything is posted, then all at once.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { newKey } from '../lists/key';
import type { Product } from '../lists/names';
import { useWords } from '../outside/speech';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import { BadLine, countedOf, keepCount, keptCount, readCounts, type Counts } from './counts';
import type { Stock } from './view';

type Difference = components['schemas']['StockDifferences']['differences'][number];

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
  const shop = app.shop.slug;
  const [before] = useState(() => keptCount(shop, venue.id));
  const take = useRef(before?.id ?? newKey().slice(0, 16));
  const [counts, setCounts] = useState<Counts>(before?.counts ?? {});
  const [found, setFound] = useState('');
  const [differences, setDifferences] = useState<readonly Difference[] | null>(null);
  const { busy, reason, send, setReason } = useSending();

  const count = (now: Counts): void => {
    take.current = newKey().slice(0, 16); // another count, not the same one sent again
    setCounts(now);
    keepCount(shop, venue.id, { id: take.current, counts: now });
  };
  const post = (dryRun: boolean): Promise<void> => send(async () => {
    const counted = countedOf(counts);
    if (counted.length === 0) throw new Error(words.nothingWasCounted);
    const answer = await app.client.post('/api/v1/shops/{shop}/stock/counts', { shop }, { id: take.current, venue: venue.id, counts: counted, dry_run: dryRun });
    if (dryRun) return setDifferences(answer.differences);
    keepCount(shop, venue.id, null);
    done(words.countsStored(counted.length));
    close();
  });
  const read = async (file: File | undefined): Promise<void> => {
    setReason(undefined);
    if (!file) return;
    try {
      const inFile = readCounts(await file.text(), { sku: words.product, units: words.there });
      if (Object.keys(inFile).length === 0) throw new Error(words.csvEmpty);
      count({ ...counts, ...inFile });
    } catch (why) {
      setReason(why instanceof BadLine ? new Error(words.csvLine(why.line)) : why);
    }
  };
  const wanted = found.trim().toLowerCase();
  const known = products.map(({ sku, name }) => ({ sku, name }));
  const others = Object.keys(counts).filter((sku) => !known.some((one) => one.sku === sku)).map((sku) => ({ sku, name: sku }));
  const shown = [...known, ...others].filter(({ sku, name }) => `${sku} ${name}`.toLowerCase().includes(wanted));
  return (
    <Dialog title={words.stocktakeTitle(venue.name)} close={close}>
      {differences === null ? (
        <form onSubmit={(event) => { event.preventDefault(); void post(true); }}>
          <p>{words.stocktakeHelp} {words.countHelp}</p>
          {before && <p class="soft" role="status">{words.countedBefore} <button type="button" class="plain" onClick={() => count({})}>{words.startOver}</button></p>}
          <Field label={words.importCsv} help={words.importCsvHelp}>
            {(tied) => <input {...tied} type="file" accept=".csv,text/csv" onChange={(event) => void read(event.currentTarget.files?.[0])} />}
          </Field>
          {products.length > 8 && (
            <Field label={words.findProduct}>
              {(tied) => <input {...tied} type="search" value={found} onInput={(event) => setFound(event.currentTarget.value)} />}
            </Field>
          )}
          {shown.map(({ sku, name }) => {
            const level = levels.find((one) => one.sku === sku);
            return (
              <Field key={sku} label={name} help={level && words.booksSay(level.there)}>
                {(tied) => (
                  <input {...tied} type="number" inputMode="numeric" min={0} max={1_000_000} step={1} value={counts[sku] ?? ''}
                    onInput={(event) => count({ ...counts, [sku]: event.currentTarget.value })} />
                )}
              </Field>
            );
          })}
          {reason !== undefined && <Trouble reason={reason} />}
          <div class="buttons">
            <button type="submit" disabled={busy}>{words.showDifferences}</button>
            <button type="button" class="plain" onClick={close}>{words.cancel}</button>
          </div>
        </form>
      ) : (
        <>
          <p role="status">{differences.every(({ difference }) => difference === 0) ? words.noDifference : words.differences}</p>
          <List label={words.differences} file="differences" rows={differences} keyOf={({ sku }) => sku} empty="" troubled={({ difference }) => difference !== 0}
            columns={[
              { name: words.product, heading: true, text: ({ sku }) => sku, show: ({ sku }) => known.find((one) => one.sku === sku)?.name ?? sku },
              { name: words.booksSaid, number: true, text: ({ books }) => books ?? '', show: ({ books }) => books ?? '–' },
              { name: words.countedUnits, number: true, text: ({ counted }) => counted, show: ({ counted }) => counted },
              { name: words.difference, number: true, text: ({ difference }) => difference, show: ({ difference }) => (difference > 0 ? `+${difference}` : difference) },
            ]} />
          {reason !== undefined && <Trouble reason={reason} />}
          <div class="buttons">
            <button type="button" disabled={busy} onClick={() => void post(false)}>{words.postCounts}</button>
            <button type="button" class="plain" onClick={() => setDifferences(null)}>{words.countAgain}</button>
          </div>
        </>
      )}
    </Dialog>
  );
}
