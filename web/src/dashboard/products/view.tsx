// Products: what slots sell besides seats.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../../api/client';
import { FormDialog } from '../lists/form';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import { List } from '../parts/list';
import { PictureField } from '../parts/picture';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { Money } from '../parts/write';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import './products.css';

type Product = Answer<'/api/v1/shops/{shop}'>['products'][number];
interface Known {
  products: readonly Product[];
  /** Units on hand by SKU, at all venues; absent where nobody counts it. */
  onHand: ReadonlyMap<string, number>;
}

async function read(app: Dashboard): Promise<Known> {
  const values = { shop: app.shop.slug };
  const [shop, stock] = await Promise.all([app.client.get('/api/v1/shops/{shop}', values), app.client.get('/api/v1/shops/{shop}/stock', values)]);
  const onHand = new Map<string, number>();
  for (const { sku, there } of stock.levels) onHand.set(sku, (onHand.get(sku) ?? 0) + there);
  return { products: shop.products, onHand };
}

export function View({ app }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const asked = useAnswer(() => read(app), []);
  const [edited, setEdited] = useState<string | null>(null); // a SKU; '' is a new one
  if (!asked.value) {
    return asked.reason ? <Trouble reason={asked.reason} again={asked.again} /> : <p class="soft" aria-busy="true">{words.loading}</p>;
  }
  const { products, onHand } = asked.value;
  const product = products.find(({ sku }) => sku === edited) ?? null;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  return (
    <>
      <div class="filters"><button type="button" onClick={() => setEdited('')}>{words.addNewProduct}</button></div>
      <List
        label={words.products}
        file="products"
        rows={products}
        keyOf={({ sku }) => sku}
        empty={<p>{words.emptyProducts}</p>}
        columns={[
          { name: words.picture, show: ({ image }) => (image ? <img class="thumb" src={app.pathOf(image)} alt="" width="48" height="48" loading="lazy" /> : <span class="soft">{words.noPicture}</span>) },
          { name: words.productName, heading: true, text: ({ name }) => name, show: ({ name }) => name },
          { name: words.sku, text: ({ sku }) => sku, show: ({ sku }) => <span class="code">{sku}</span> },
          { name: words.basePrice, number: true, text: ({ base_price }) => Number(base_price.amount), show: ({ base_price }) => <Money of={base_price} /> },
          { name: words.taxRate, number: true, text: ({ tax_rate }) => tax_rate / 100, show: ({ tax_rate }) => percent.format(tax_rate / 10_000) },
          { name: words.onHand, number: true, text: ({ sku }) => onHand.get(sku) ?? '', show: ({ sku }) => onHand.get(sku) ?? <span class="soft">{words.notCounted}</span> },
          { name: words.change, show: (product) => <button type="button" class="plain" aria-label={words.editProduct(product.sku)} onClick={() => setEdited(product.sku)}>{words.edit}</button> },
        ]}
      />
      {edited !== null && <ProductForm key={product?.etag} app={app} product={product} close={() => setEdited(null)} again={asked.again} />}
    </>
  );
}

function ProductForm({ app, product, close, again }: { app: Dashboard; product: Product | null; close: () => void; again: () => void }): JSX.Element {
  const { words } = useWords();
  const [sku, setSku] = useState(product?.sku ?? '');
  const [name, setName] = useState(product?.name ?? '');
  const [description, setDescription] = useState(product?.description ?? '');
  const [amount, setAmount] = useState(product?.base_price.amount ?? '');
  const [tax, setTax] = useState(product ? String(product.tax_rate / 100) : '');
  const [image, setImage] = useState(product?.image ?? '');
  const send = async (): Promise<void> => {
    const tax_rate = Math.round(Number(tax.replace(',', '.') || '0') * 100);
    const terms = { name, description, image, amount: amount.trim().replace(',', '.'), tax_rate, ...(product && { currency: product.base_price.currency }) };
    const put = await app.client.put('/api/v1/shops/{shop}/products/{sku}', { shop: app.shop.slug, sku: sku.trim() }, terms,
      product ? { 'If-Match': product.etag } : { 'If-None-Match': '*' });
    tell(words.productSaved(put.name));
    again();
  };
  return (
    <FormDialog title={product ? words.editProduct(product.sku) : words.addNewProduct} act={words.save} close={close} send={send} reload={again}
      fields={['sku', 'name', 'amount', 'tax_rate', 'description', 'image']}>
      {(wrong) => (
        <>
          {!product && (
            <Field label={words.sku} help={words.skuHelp} error={wrong('sku')}>
              {(tied) => <input {...tied} value={sku} required maxLength={64} autocapitalize="characters" spellcheck={false} onInput={(event) => setSku(event.currentTarget.value)} />}
            </Field>
          )}
          <Field label={words.productName} error={wrong('name')}>
            {(tied) => <input {...tied} value={name} required maxLength={100} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
          <Field label={words.basePrice} help={words.basePriceHelp} error={wrong('amount')}>
            {(tied) => <input {...tied} value={amount} required inputMode="decimal" onInput={(event) => setAmount(event.currentTarget.value)} />}
          </Field>
          <Field label={words.taxRate} error={wrong('tax_rate')}>
            {(tied) => <input {...tied} value={tax} inputMode="decimal" onInput={(event) => setTax(event.currentTarget.value)} />}
          </Field>
          <Field label={words.description} error={wrong('description')}>
            {(tied) => <textarea {...tied} rows={3} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />}
          </Field>
          <PictureField app={app} value={image} change={setImage} error={wrong('image')} />
        </>
      )}
    </FormDialog>
  );
}
