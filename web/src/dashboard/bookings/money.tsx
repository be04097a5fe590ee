// What a booking costs, what was paid and given back of it, and what is still owed.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../lists/speech';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import { Money, When } from '../parts/write';
import type { Part } from './booking';
import { PaymentForm } from './payment';

export function MoneyOf({ app, view, again }: Part): JSX.Element {
  const { words } = useWords();
  const { money, booking } = view;
  const [open, setOpen] = useState(false);
  const owed = money.owed.minor;
  const tenderOf = ({ tender }: (typeof money.payments)[number]): string => words[`tender:${tender as 'cash'}`] ?? tender;
  return (
    <section class="panel">
      <h2>{words.money}</h2>
      <dl class="facts">
        <dt>{words.total}</dt><dd><Money of={money.total} /></dd>
        <dt>{words.paid}</dt><dd><Money of={money.paid} /></dd>
        {money.returning.minor > 0 && <><dt>{words.onItsWay}</dt><dd><Money of={money.returning} /></dd></>}
        {owed !== 0 && (
          <>
            <dt>{owed > 0 ? words.owedByCustomer : words.owedToCustomer}</dt>
            <dd><strong><Money of={{ ...money.owed, amount: money.owed.amount.replace('-', '') }} /></strong></dd>
          </>
        )}
      </dl>
      {money.payments.length === 0 && <p class="soft">{words.noPayments}</p>}
      {money.payments.length > 0 && (
        <List label={words.money} file="payments" rows={money.payments} keyOf={(payment) => payment.id} empty=""
          columns={[
            { name: words.kind, heading: true, text: (payment) => words[`payment:${payment.kind}`], show: (payment) => words[`payment:${payment.kind}`] },
            { name: words.amountToWrite, number: true, text: (payment) => Number(payment.amount.amount), show: (payment) => <Money of={payment.amount} /> },
            { name: words.currency, text: (payment) => payment.amount.currency },
            { name: words.tender, text: tenderOf, show: tenderOf },
            { name: words.reference, text: (payment) => payment.reference ?? '', show: (payment) => payment.reference ?? '–' },
            { name: words.when, text: (payment) => payment.at, show: (payment) => <When at={payment.at} zone={app.shop.time_zone} /> },
            { name: words.toldBy, text: (payment) => payment.actor, show: (payment) => payment.actor },
          ]} />
      )}
      {owed !== 0 && <p class="buttons"><button type="button" onClick={() => setOpen(true)}>{owed > 0 ? words.takePart : words.givePart}</button></p>}
      {open && <PaymentForm app={app} code={booking.code} owed={money.owed} close={() => setOpen(false)} done={() => { tell(words.paymentWritten); again(); }} />}
    </section>
  );
}
