// How a product can be had for a venue: what it costs, how long it takes, and what is ordered without asking.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { FormDialog } from '../lists/form';
import { useNames } from '../lists/names';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import { minorOf } from './minor';
import { useWords } from './speech';

type Terms = components['schemas']['SupplyTerms'];

interface Props {
  app: Dashboard;
  known: readonly Terms[];
  close: () => void;
  done: () => void;
}

const amounts = ['cost', 'salvage', 'budget', 'by_itself'] as const;
const numbers = ['lead_days', 'pack', 'least', 'room'] as const;
type Member = (typeof amounts)[number] | (typeof numbers)[number];
const order: readonly Member[] = ['cost', 'lead_days', 'pack', 'least', 'salvage', 'room', 'budget', 'by_itself'];

export function SupplyForm({ app, known, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const { products } = useNames(app);
  const stock = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock', { shop: app.shop.slug }), []);
  const venues = stock.value?.venues ?? [];
  const [chosen, setChosen] = useState({ sku: '', venue: '' });
  const sku = chosen.sku || products[0]?.sku || '';
  const venue = chosen.venue || venues[0]?.id || '';
  const before = known.find((terms) => terms.sku === sku && terms.venue === venue);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: app.shop.currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const isAmount = (name: Member): boolean => (amounts as readonly string[]).includes(name);
  const shown = (name: Member): string => {
    const value = before?.[name];
    if (typed[name] !== undefined) return typed[name];
    if (value === undefined || value === null) return '';
    return isAmount(name) ? (value / 10 ** digits).toFixed(digits) : String(value);
  };
  const send = async (): Promise<void> => {
    const members = Object.fromEntries(order.flatMap((name) => {
      const text = shown(name).trim();
      return text === '' ? [] : [[name, isAmount(name) ? minorOf(text, digits) : Number(text)] as const];
    }));
    // The server says what is missing or cannot be.
    const body = { ...members, sku, venue, supplier: typed.supplier ?? before?.supplier ?? '' };
    const { supplier, ...rest } = body;
    await app.client.put('/api/v1/shops/{shop}/orders/terms', { shop: app.shop.slug }, { ...(supplier && { supplier }), ...rest } as components['schemas']['SupplyTermsChange']);
    done();
  };
  const type = (name: string) => (event: { currentTarget: { value: string } }): void => setTyped({ ...typed, [name]: event.currentTarget.value });
  const choose = (of: Partial<typeof chosen>): void => {
    setChosen({ ...chosen, ...of });
    setTyped({});
  };
  return (
    <FormDialog title={words.supplyTerms} act={words.saveSupply} close={close} send={send} fields={['sku', 'venue', 'supplier', ...order]}>
      {(wrong) => (
        <>
          <Field label={words.product} error={wrong('sku')}>
            {(tied) => <select {...tied} value={sku} onChange={(event) => choose({ sku: event.currentTarget.value })}>{products.map((one) => <option key={one.sku} value={one.sku}>{one.name}</option>)}</select>}
          </Field>
          <Field label={words.venue} error={wrong('venue')}>
            {(tied) => <select {...tied} value={venue} onChange={(event) => choose({ venue: event.currentTarget.value })}>{venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select>}
          </Field>
          <Field label={words.supplier} error={wrong('supplier')}>
            {(tied) => <input {...tied} maxLength={100} value={typed.supplier ?? before?.supplier ?? ''} onInput={type('supplier')} />}
          </Field>
          {order.map((name) => (
            <Field key={name} label={isAmount(name) ? words.inCurrency(words[`supply:${name}`], app.shop.currency) : words[`supply:${name}`]} error={wrong(name)}>
              {(tied) => <input {...tied} inputMode={isAmount(name) ? 'decimal' : 'numeric'} autoComplete="off" required={name === 'cost' || name === 'lead_days'} value={shown(name)} onInput={type(name)} />}
            </Field>
          ))}
        </>
      )}
    </FormDialog>
  );
}
