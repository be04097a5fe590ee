// A delivery, waste, a return, a sale over the counter, a count, or goods that go to another venue.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { newKey } from '../lists/key';
import type { Product } from '../lists/names';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Stock } from './view';

type Kind = components['schemas']['StockKind'];
export const kinds: readonly Kind[] = ['delivery', 'count', 'waste', 'return', 'sale', 'move'];

interface Props {
  app: Dashboard;
  venues: Stock['venues'];
  products: readonly Product[];
  close: () => void;
  done: () => void;
}

export function TellForm({ app, venues, products, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const [kind, setKind] = useState<Kind>('delivery');
  const [venue, setVenue] = useState(venues[0]?.id ?? '');
  const [to, setTo] = useState('');
  const [sku, setSku] = useState('');
  const [units, setUnits] = useState('');
  const [reason, setReason] = useState('');
  const [key] = useState(newKey); // told again because an answer was lost, it is told once; other figures are refused then
  const send = async (): Promise<void> => {
    await app.client.post('/api/v1/shops/{shop}/stock/movements', { shop: app.shop.slug },
      { kind, venue, sku, units: Number(units), source: 'dashboard', ...given({ to: kind === 'move' ? to : '', reason: reason.trim() }) }, { 'Idempotency-Key': key });
    done();
  };
  const others = venues.filter((one) => one.id !== venue);
  return (
    <FormDialog title={words.tellTitle} act={words.tellNow} close={close} send={send} fields={['kind', 'venue', 'to', 'sku', 'units', 'reason']}>
      {(wrong) => (
        <>
          <Field label={words.kind} error={wrong('kind')}>
            {(tied) => (
              <select {...tied} value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
                {kinds.filter((one) => one !== 'move' || venues.length > 1).map((one) => <option key={one} value={one}>{words[`stock:${one}`]}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.venue} error={wrong('venue')}>
            {(tied) => (
              <select {...tied} value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
                {venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </select>
            )}
          </Field>
          {kind === 'move' && (
            <Field label={words.toVenue} error={wrong('to')}>
              {(tied) => (
                <select {...tied} required value={to} onChange={(event) => setTo(event.currentTarget.value)}>
                  <option value="" />
                  {others.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
                </select>
              )}
            </Field>
          )}
          <Field label={words.product} error={wrong('sku')}>
            {(tied) => (
              <select {...tied} required value={sku} onChange={(event) => setSku(event.currentTarget.value)}>
                <option value="" />
                {products.map((one) => <option key={one.sku} value={one.sku}>{one.name} ({one.sku})</option>)}
              </select>
            )}
          </Field>
          <Field label={words.units} error={wrong('units')}>
            {(tied) => <input {...tied} type="number" inputMode="numeric" required min={kind === 'count' ? 0 : 1} max={1_000_000} step={1} value={units} onInput={(event) => setUnits(event.currentTarget.value)} />}
          </Field>
          <Field label={words.why} help={words.optional} error={wrong('reason')}>
            {(tied) => <input {...tied} maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
