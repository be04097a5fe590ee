// One booking: what it has, its money, its letters, what happened to it, and the ways to change it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeMoney } from '../../words/write';
import { useNames } from '../lists/names';
import { useWords } from '../lists/speech';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import type { Dashboard } from '../state';
import { CancelForm } from './cancel';
import { unitsLeft } from './chosen';
import { History } from './history';
import { MoveForm } from './move';
import { PaymentForm } from './payment';

export type BookingView = components['schemas']['BookingView'];
export type Line = BookingView['booking']['lines'][number];

export function Booking({ app, code }: { app: Dashboard; code: string }): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/bookings/{booking}', { shop: app.shop.slug, booking: code }), []);
  return (
    <>
      <p class="back"><a href={app.router.address('bookings')}>{words.backToBookings}</a></p>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {asked.value && <Whole app={app} view={asked.value} again={asked.again} />}
      {!asked.value && asked.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
    </>
  );
}

interface Part {
  app: Dashboard;
  view: BookingView;
  again: () => void;
}

function Whole({ app, view, again }: Part): JSX.Element {
  const { words } = useWords();
  const { nameOf } = useNames(app);
  const { booking } = view;
  const [open, setOpen] = useState<'cancel' | 'move' | null>(null);
  const changes = booking.state === 'confirmed' && booking.lines.some((line) => unitsLeft(line) > 0);
  const changed = (sentence: string): void => {
    tell(sentence);
    again();
  };
  return (
    <>
      <section class="panel">
        <div class="head-of">
          <h2>{words.bookingOf(booking.code)}</h2>
          <span class={`badge ${booking.state === 'confirmed' ? 'open' : 'cancelled'}`}>{words[`bookingState:${booking.state}`]}</span>
        </div>
        <dl class="facts">
          <dt>{words.customer}</dt><dd>{booking.customer.name}</dd>
          <dt>{words.email}</dt><dd><a href={`mailto:${booking.customer.email}`}>{booking.customer.email}</a></dd>
          <dt>{words.bookedAt}</dt><dd><When at={booking.created_at} zone={app.shop.time_zone} /></dd>
          {booking.address && <><dt>{words.address}</dt><dd>{[booking.address.name, booking.address.street, `${booking.address.postal_code} ${booking.address.city}`, booking.address.country].join(', ')}</dd></>}
        </dl>
        <List label={words.linesOf} rows={booking.lines} keyOf={(line) => line.position} empty=""
          columns={[
            { name: words.what, heading: true, show: (line) => <>{line.quantity} × {nameOf(line.sku)}<div class="soft">{line.summary}</div></> },
            { name: words.when, show: (line) => line.starts_at && <When at={line.starts_at} until={line.ends_at} zone={line.time_zone ?? app.shop.time_zone} /> },
            { name: words.way, show: (line) => words[`way:${line.fulfilment as 'PICKUP'}`] ?? line.fulfilment },
            { name: words.state, show: (line) => line.state
              && <a href={app.router.address('fulfilment', { slot: line.slot })}>{words[`lineState:${line.state}`]}</a> },
            { name: words.price, number: true, show: (line) => <Money of={line.subtotal} /> },
          ]} />
        {changes && (
          <div class="buttons">
            <button type="button" onClick={() => setOpen('move')}>{words.moveBooking}</button>
            <button type="button" class="danger" onClick={() => setOpen('cancel')}>{words.cancelBooking}</button>
          </div>
        )}
        {booking.state === 'confirmed' && !changes && <p class="soft">{words.lineIsGone}</p>}
      </section>
      <MoneyOf app={app} view={view} again={again} />
      <History app={app} view={view} />
      {open === 'cancel' && <CancelForm app={app} booking={booking} nameOf={nameOf} close={() => setOpen(null)} done={changed} />}
      {open === 'move' && <MoveForm app={app} booking={booking} nameOf={nameOf} close={() => setOpen(null)} done={changed} />}
    </>
  );
}

function MoneyOf({ app, view, again }: Part): JSX.Element {
  const { words, locale } = useWords();
  const { money, booking } = view;
  const [open, setOpen] = useState(false);
  const owed = money.owed.minor;
  const amount = writeMoney({ ...money.owed, amount: money.owed.amount.replace('-', '') }, locale);
  return (
    <section class="panel">
      <h2>{words.money}</h2>
      <dl class="facts">
        <dt>{words.total}</dt><dd><Money of={money.total} /></dd>
        <dt>{words.paid}</dt><dd><Money of={money.paid} /></dd>
        {money.returning.minor > 0 && <><dt>{words.onItsWay}</dt><dd><Money of={money.returning} /></dd></>}
        {owed !== 0 && <><dt>{owed > 0 ? words.owedByCustomer : words.owedToCustomer}</dt><dd><strong>{amount}</strong></dd></>}
      </dl>
      {money.payments.length === 0 && <p class="soft">{words.noPayments}</p>}
      {money.payments.length > 0 && (
        <List label={words.money} rows={money.payments} keyOf={(payment) => payment.id} empty=""
          columns={[
            { name: words.kind, heading: true, show: (payment) => words[`payment:${payment.kind}`] },
            { name: words.total, number: true, show: (payment) => <Money of={payment.amount} /> },
            { name: words.tender, show: (payment) => words[`tender:${payment.tender as 'cash'}`] ?? payment.tender },
            { name: words.when, show: (payment) => <When at={payment.at} zone={app.shop.time_zone} /> },
            { name: words.toldBy, show: (payment) => payment.actor },
          ]} />
      )}
      {owed !== 0 && <button type="button" onClick={() => setOpen(true)}>{owed > 0 ? words.takePayment(amount) : words.giveBack(amount)}</button>}
      {open && <PaymentForm app={app} code={booking.code} owed={owed} amount={amount} close={() => setOpen(false)}
        done={() => { tell(words.paymentWritten); again(); }} />}
    </section>
  );
}
