// What was taken or given at the counter is written down: all that is owed, or a part of it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Money } from '../../api/client';
import { writeMoney } from '../../words/write';
import { FormDialog, wrongField } from '../lists/form';
import { given } from '../lists/given';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import { digitsOf, minorOf, typedOf } from './amount';

const tenders = ['cash', 'card', 'other'] as const;

interface Props {
  app: Dashboard;
  code: string;
  /** Below zero where it goes to the customer. */
  owed: Money;
  close: () => void;
  done: (minor: number) => void;
}

export function PaymentForm({ app, code, owed, close, done }: Props): JSX.Element {
  const { words, locale } = useWords();
  const most = Math.abs(owed.minor);
  const all = writeMoney({ ...owed, amount: owed.amount.replace('-', '') }, locale);
  const takes = owed.minor > 0;
  const [amount, setAmount] = useState(() => typedOf(most, owed.currency));
  const [tender, setTender] = useState<(typeof tenders)[number]>('cash');
  const [reference, setReference] = useState('');
  const send = async (): Promise<void> => {
    const minor = minorOf(amount, owed.currency);
    if (!minor) throw wrongField('minor', words.amountIsNone);
    if (minor > most) throw wrongField('minor', words.amountTooMuch(all));
    await app.client.post('/api/v1/shops/{shop}/bookings/{booking}/payments', { shop: app.shop.slug, booking: code },
      { kind: takes ? 'charge' : 'refund', tender, minor, ...given({ reference: reference.trim() }) });
    done(minor);
  };
  return (
    <FormDialog title={(takes ? words.takePart : words.givePart).replace(' …', '')} act={takes ? words.takeNow : words.giveNow} close={close} send={send} fields={['reference', 'minor']}>
      {(wrong) => (
        <>
          <Field label={`${words.amountToWrite} (${owed.currency})`} help={words.amountHelp(all)} error={wrong('minor')}>
            {(tied) => (
              <input {...tied} required inputMode={digitsOf(owed.currency) > 0 ? 'decimal' : 'numeric'} value={amount}
                onInput={(event) => setAmount(event.currentTarget.value)} />
            )}
          </Field>
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
