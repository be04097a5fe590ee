// What of an order came: all of it, a part, or more; and whether the rest is waited for.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { FormDialog } from '../lists/form';
import { newKey } from '../lists/key';
import { Field } from '../parts/field';
import { tell } from '../parts/told';
import type { Dashboard } from '../state';
import { useNumbers } from './numbers';
import { useWords } from './speech';

interface Props {
  app: Dashboard;
  order: components['schemas']['Order'];
  nameOf: (sku: string) => string;
  close: () => void;
  done: () => void;
}

export function ReceiveForm({ app, order, nameOf, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const { whole } = useNumbers();
  const before = order.received ?? 0;
  const [came, setCame] = useState(String(order.expected));
  const [restComes, setRestComes] = useState(true);
  const [key] = useState(newKey); // what is sent twice came once
  const missing = came.trim() === '' ? 0 : order.expected - Number(came);
  const send = async (): Promise<void> => {
    const { units, sku } = order;
    const after = await app.client.post('/api/v1/shops/{shop}/orders/{order}/receive', { shop: app.shop.slug, order: order.id },
      { units: Number(came), rest_expected: restComes }, { 'Idempotency-Key': key });
    const inAll = whole(after.received ?? 0);
    tell(after.expected > 0 ? words.receivedSome(inAll, whole(units), nameOf(sku)) : after.missing > 0 ? words.receivedPart(inAll, whole(units), nameOf(sku)) : words.receivedIt);
    done();
  };
  return (
    <FormDialog title={words.receiveTitle} act={words.receive} close={close} send={send} fields={['units']}>
      {(wrong) => (
        <>
          <Field label={words.cameOf(nameOf(order.sku))} help={[words.cameHelp(whole(order.units)), ...(before > 0 ? [words.cameBefore(whole(before))] : [])].join(' ')} error={wrong('units')}>
            {(tied) => <input {...tied} class="short" type="number" inputMode="numeric" required min={before > 0 && !restComes ? 0 : 1} max={1_000_000} step={1} value={came} onInput={(event) => setCame(event.currentTarget.value)} />}
          </Field>
          {missing > 0 && <label class="check"><input type="checkbox" checked={restComes} onChange={(event) => setRestComes(event.currentTarget.checked)} /> {words.restComes}</label>}
          <p class="soft" role="status">{missing > 0 && !restComes && words.restMissing(missing)}</p>
        </>
      )}
    </FormDialog>
  );
}
