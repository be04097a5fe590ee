// Who a booking is written to, put right: a typing error, or another address of the same customer.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { languages } from '../../words/languages';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { BookingView } from './booking';

const spoken = ['en', 'de', 'es'] as const satisfies readonly BookingView['booking']['customer']['language'][];

interface Props {
  app: Dashboard;
  view: BookingView;
  close: () => void;
  done: (sentence: string) => void;
  reload: () => void;
}

export function ContactForm({ app, view, close, done, reload }: Props): JSX.Element {
  const { words } = useWords();
  const { code, customer } = view.booking;
  const [name, setName] = useState(customer.name);
  const [email, setEmail] = useState(customer.email);
  const [language, setLanguage] = useState(customer.language);
  const send = async (): Promise<void> => {
    const { booking } = await app.client.put('/api/v1/shops/{shop}/bookings/{booking}/contact', { shop: app.shop.slug, booking: code },
      { name: name.trim(), email: email.trim(), language }, { 'If-Match': view.contact_etag });
    done(booking.customer.email === customer.email ? words.contactMended(code) : words.contactReaddressed(code, booking.customer.email));
  };
  return (
    <FormDialog title={words.contactTitle(code)} act={words.save} close={close} send={send} fields={['name', 'email']} reload={reload}>
      {(wrong) => (
        <>
          <p>{words.contactHelp}</p>
          <Field label={words.name} error={wrong('name')}>
            {(tied) => <input {...tied} required maxLength={200} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
          <Field label={words.email} error={wrong('email')}>
            {(tied) => <input {...tied} type="email" required maxLength={254} spellcheck={false} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />}
          </Field>
          <Field label={words.customerLanguage}>
            {(tied) => (
              <select {...tied} value={language} onChange={(event) => setLanguage(event.currentTarget.value as typeof language)}>
                {spoken.map((one) => <option key={one} value={one}>{languages[one].name}</option>)}
              </select>
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
