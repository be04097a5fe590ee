// What was taken or given at the counter is written down: all that is owed.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { newKey } from '../lists/key';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';

const tenders = ['cash', 'card', 'other'] as const;

interface Props {
  app: Dashboard;
  code: string;
  /** Minor units, below zero where it goes to the customer. */
  owed: number;
  amount: string;
  close: () => void;
  done: () => void;
}

export function PaymentForm({ app, code, owed, amount, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const [tender, setTender] = useState<(typeof tenders)[number]>('cash');
  const [reference, setReference] = useState('');
  const title = owed > 0 ? words.takePayment(amount) : words.giveBack(amount);
  // Sent once more because an answer was lost, it is written down once.
  const [key] = useState(newKey);
  const send = async (): Promise<void> => {
    await app.client.post('/api/v1/shops/{shop}/bookings/{booking}/payments', { shop: app.shop.slug, booking: code },
      { kind: owed > 0 ? 'charge' : 'refund', tender, minor: Math.abs(owed), ...given({ reference: reference.trim() }) }, { 'Idempotency-Key': key });
    done();
  };
  return (
    <FormDialog title={title} act={title} close={close} send={send} fields={['reference']}>
      {(wrong) => (
        <>
          <Field label={words.tender}>
            {(tied) => (
              <select {...tied} value={tender} onChange={(event) => setTender(event.currentTarget.value as 'cash')}>
                {tenders.map((one) => <option key={one} value={one}>{words[`tender:${one}`]}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.reference} help={words.optional} error={wrong('reference')}>
            {(tied) => <input {...tied} maxLength={100} value={reference} onInput={(event) => setReference(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
