// One booking: what it has and how much of it is with the customer, its money, its letters, what happened to it, and the ways to
// change it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { languages } from '../../words/languages';
import { writeDate } from '../../words/write';
import { useNames } from '../lists/names';
import { useWords } from '../lists/speech';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import type { Dashboard } from '../state';
import { CancelForm } from './cancel';
import { ContactForm } from './contact';
import { unitsLeft } from './chosen';
import { History } from './history';
import { Lines } from './lines';
import { MoneyOf } from './money';
import { MoveForm } from './move';
import { PassOnForm, PassOnLink, type Link } from './pass_on';

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

export interface Part {
  app: Dashboard;
  view: BookingView;
  again: () => void;
}

function Whole({ app, view, again }: Part): JSX.Element {
  const { words, locale } = useWords();
  const { nameOf } = useNames(app);
  const { booking } = view;
  const [open, setOpen] = useState<'cancel' | 'move' | 'pass-on' | 'contact' | null>(null);
  const [link, setLink] = useState<Link | null>(null);
  const [reason, setReason] = useState<unknown>();
  const changes = booking.state === 'confirmed' && booking.lines.some((line) => unitsLeft(line) > 0);
  const changed = (sentence: string): void => {
    tell(sentence);
    again();
  };
  const close = (): void => setOpen(null);
  return (
    <>
      <section class="panel">
        <div class="head-of">
          <h2>{words.bookingOf(booking.code)}</h2>
          <span class={`badge ${booking.state === 'confirmed' ? 'open' : 'cancelled'}`}>{words[`bookingState:${booking.state}`]}</span>
        </div>
        <dl class="facts">
          <dt>{words.customer}</dt><dd>{booking.customer.name}</dd>
          <dt>{words.email}</dt><dd>{booking.customer.email ? <a href={`mailto:${booking.customer.email}`}>{booking.customer.email}</a> : '–'}</dd>
          <dt>{words.customerLanguage}</dt><dd>{languages[booking.customer.language].name}</dd>
          <dt>{words.bookedAt}</dt><dd><When at={booking.created_at} zone={app.shop.time_zone} /></dd>
          {booking.address && <><dt>{words.address}</dt><dd>{[booking.address.name, booking.address.street, `${booking.address.postal_code} ${booking.address.city}`, booking.address.country].join(', ')}</dd></>}
          {booking.fees.length > 0 && <><dt>{words.fees}</dt><dd>{booking.fees.map((fee) => <div key={fee.slot + fee.fulfilment}>{words[`way:${fee.fulfilment}`]}: <Money of={fee.amount} /></div>)}</dd></>}
        </dl>
        <p><button type="button" class="plain" onClick={() => setOpen('contact')}>{words.mendContact}</button></p>
        {view.passing_on.holders.map(({ from, at }) => (
          <p class="soft" key={at}>{words.hadItBefore(`${from.name} (${from.email})`, writeDate(new Date(at), 'dayTime', locale, app.shop.time_zone))}</p>
        ))}
        {reason !== undefined && <Trouble reason={reason} />}
        <Lines app={app} view={view} nameOf={nameOf} again={again} failed={setReason} />
        <OpenLink app={app} view={view} again={again} />
        {changes && (
          <div class="buttons">
            <button type="button" onClick={() => setOpen('move')}>{words.moveBooking}</button>
            <button type="button" class="plain" onClick={() => setOpen('pass-on')}>{words.passOn}</button>
            <button type="button" class="danger" onClick={() => setOpen('cancel')}>{words.cancelBooking}</button>
          </div>
        )}
        {booking.state === 'confirmed' && !changes && <p class="soft">{words.lineIsGone}</p>}
      </section>
      <MoneyOf app={app} view={view} again={again} />
      <History app={app} view={view} nameOf={nameOf} again={again} />
      {open === 'cancel' && <CancelForm app={app} booking={booking} nameOf={nameOf} close={close} done={changed} />}
      {open === 'move' && <MoveForm app={app} booking={booking} nameOf={nameOf} close={close} done={changed} />}
      {open === 'pass-on' && <PassOnForm app={app} code={booking.code} close={close} made={setLink} />}
      {open === 'contact' && <ContactForm key={view.contact_etag} app={app} view={view} close={close} done={changed} reload={again} />}
      {link && <PassOnLink app={app} code={booking.code} link={link} close={() => { setLink(null); again(); }} />}
    </>
  );
}

/** Only that a link is out: what it is, nobody keeps. */
function OpenLink({ app, view, again }: Part): JSX.Element | null {
  const { words, locale } = useWords();
  const { reason, send } = useSending();
  const until = view.passing_on.open_until;
  if (!until) return null;
  const end = async (): Promise<void> => {
    if (!(await confirm({ title: words.passOnEndTitle, text: words.passOnEndText, act: words.passOnEnd, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/bookings/{booking}/transfer', { shop: app.shop.slug, booking: view.booking.code });
      tell(words.passOnEnded);
      again();
    });
  };
  return (
    <div class="notice">
      <p>{words.passOnOpen(writeDate(new Date(until), 'dayTime', locale, app.shop.time_zone))}</p>
      {reason !== undefined && <Trouble reason={reason} />}
      <button type="button" class="plain" onClick={() => void end()}>{words.passOnEnd}</button>
    </div>
  );
}
