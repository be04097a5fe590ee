// Title and price of what is booked together.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Bundle } from './view';

export function BundleForm({ app, bundle, close, done }: { app: Dashboard; bundle: Bundle | null; close: () => void; done: (name: string) => void }): JSX.Element {
  const { words } = useWords();
  const [name, setName] = useState(bundle?.bundle ?? '');
  const [title, setTitle] = useState(bundle?.title ?? '');
  const [price, setPrice] = useState(bundle?.price?.amount ?? '');
  const [active, setActive] = useState(bundle?.active ?? true);
  const currency = bundle?.price?.currency ?? app.shop.currency;
  const send = async (): Promise<void> => {
    const amount = price.trim().replace(',', '.');
    await app.client.put('/api/v1/shops/{shop}/bundles/{bundle}', { shop: app.shop.slug, bundle: name.trim() },
      { ...given({ title: title.trim(), price: amount }), ...(amount && { currency }), active });
    done(name.trim());
  };
  return (
    <FormDialog title={bundle ? words.changeCode(bundle.bundle) : words.makeBundle} act={words.save} close={close} send={send} fields={['bundle', 'title', 'price']}>
      {(wrong) => (
        <>
          {!bundle && (
            <Field label={words.bundle} help={words.bundleHelp} error={wrong('bundle')}>
              {(tied) => <input {...tied} required maxLength={64} autocapitalize="none" value={name} onInput={(event) => setName(event.currentTarget.value)} />}
            </Field>
          )}
          <Field label={words.bundleTitle} help={words.optional} error={wrong('title')}>
            {(tied) => <input {...tied} maxLength={200} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />}
          </Field>
          <Field label={words.bundlePrice(currency)} help={words.bundlePriceHelp} error={wrong('price')}>
            {(tied) => <input {...tied} inputMode="decimal" value={price} onInput={(event) => setPrice(event.currentTarget.value)} />}
          </Field>
          <label class="check"><input type="checkbox" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} /> {words.isActive}</label>
        </>
      )}
    </FormDialog>
  );
}
