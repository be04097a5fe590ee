// A booking: its QR code, what it is for, the way into one's own calendar, and the ways to change it.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Client } from '../../api/client';
import { seatSku } from '../../calendar/slots';
import { ago } from '../../words/ago';
import { copiedAt, forgetBooking, keepBooking, kept, readCopy } from '../keep';
import type { Account, BookingPage } from '../page';
import { loadRare, rare } from '../rare';
import { useSpeech } from '../speech';
import { isolated, writeSum } from '../sums';
import { here, prefix, shopPath } from '../visit';
import { BookedSlots, bySlot, Go, Sums, Trouble } from './parts';

// Asking the API tells whether there is a connection: the page itself may be a copy.
async function lookAfter(path: string, token: string): Promise<void> {
  copiedAt.value = null;
  try {
    await new Client(prefix()).get('/api/v1/bookings/{token}', { token });
    await keepBooking(prefix(), path);
  } catch {
    await readCopy(path);
    if (copiedAt.value !== null) kept.value = 'yes';
  }
}

export function BookingView({ shown }: { shown: BookingPage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { booking, slots, account } = shown;
  const confirmed = booking.state === 'confirmed';
  const path = here(booking.page);
  useEffect(() => {
    kept.value = 'unknown';
    void lookAfter(path, booking.token);
  }, [path]);
  useEffect(() => {
    if (shown.moved) history.replaceState(history.state, '', location.pathname + location.search.replace(/[?&]moved\b/, '')); // said once
  }, [shown.moved]);
  const comesToUs = booking.lines.some(({ sku, fulfilment }) => sku === seatSku || fulfilment === 'PICKUP');
  const { name, email } = booking.customer;
  return (
    <>
      <Age />
      <Trouble />
      <div class="split even">
        <section class="panel">
          {confirmed ? (
            <>
              <p class="badge open">{words.booked}</p>
              <h1 tabIndex={-1}>{comesToUs ? words.seeYou(isolated(name)) : words.thankYou(isolated(name))}</h1>
            </>
          ) : (
            <>
              <p class="badge cancelled">{words.cancelled}</p>
              <h1 tabIndex={-1}>{words.isCancelled}</h1>
              <p>{words.somebodyElse}{account?.receipts.length === 0 && ` ${words.nothingOwed}`}</p>
            </>
          )}
          {account?.on_its_way && <p class="notice">{account.paid_by_other ? words.onItsWayToPayer(writeSum(account.on_its_way, said)) : words.onItsWay(writeSum(account.on_its_way, said))}</p>}
          {account?.owed_back && <p class="notice">{words.givesBack(writeSum(account.owed_back, said))}</p>}
          {shown.moved && <p class="notice" role="status">{words.moved}</p>}
          <p>{words.bookingCode} <strong class="code">{booking.code}</strong></p>
          <BookedSlots lines={booking.lines} slots={slots} />
          <Sums fees={booking.fees} address={booking.address} total={booking.total} />
          {account && <Receipts account={account} />}
          <p class="soft">{words.bookedFor(isolated(name), email)}</p>
        </section>
        {confirmed ? <Show shown={shown} /> : (
          <section class="panel">
            <h2>{words.somethingElse}</h2>
            <p class="buttons"><a class="button" href={shopPath()}>{words.seeWhatThereIs}</a></p>
          </section>
        )}
      </div>
    </>
  );
}

function Age(): JSX.Element | null {
  const { words, locale } = useSpeech();
  if (copiedAt.value === null) return null;
  return <p class="notice" role="status">{words.withoutNetwork(ago(copiedAt.value, Date.now(), locale, words.momentsAgo))}</p>;
}

function Receipts({ account }: { account: Account }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const told = { charge: { online: words.paidOnline, pickup: words.paidAtPickup }, refund: { online: words.givenBackOnline, pickup: words.givenBackAtPickup } };
  return (
    <>
      {account.receipts.map(({ kind, method, amount }, at) => (
        <p class="total fee" key={at}><span>{told[kind][method === 'online' ? 'online' : 'pickup']}</span> <span>{writeSum(amount, said)}</span></p>
      ))}
      {account.still_to_pay && <p class="total fee"><span>{words.stillToPay}</span> <span>{writeSum(account.still_to_pay, said)}</span></p>}
    </>
  );
}

// The drawing is the server's own; its title is put into the visitor's language.
function QrCode({ shown }: { shown: BookingPage }): JSX.Element {
  const { words } = useSpeech();
  const drawing = shown.qr.replace(/<title>.*?<\/title>/, '').replace(' role="img"', ' aria-hidden="true"');
  return <div class="qr" role="img" aria-label={words.qrCodeOf(shown.booking.code)} dangerouslySetInnerHTML={{ __html: drawing }} />;
}

const stamp = (instant: string): string => instant.replace(/[-:]|\.\d+/g, '');

// Web calendars take an event by address. It says what and when, never the token.
function Calendars({ shown }: { shown: BookingPage }): JSX.Element {
  const { words } = useSpeech();
  const { booking, slots } = shown;
  const path = here(booking.page);
  const note = `${words.bookingCode} ${booking.code}`;
  const file = `${path}/booking.ics`;
  return (
    <>
      <h3>{words.addToCalendar}</h3>
      <p class="buttons">
        <a class="button" href={file} download="booking.ics">{words.calendarFile}</a>
        <a class="button quiet" href={`webcal://${location.host}${file}`}>{words.appleFollows}</a>
      </p>
      {bySlot(booking.lines, slots).map(({ summary, location: place, times }) => times && (
        <p class="buttons" key={times.from + summary}>
          <span class="soft" dir="auto">{summary}</span>
          <a class="button quiet" rel="noreferrer" target="_blank"
            href={`https://calendar.google.com/calendar/render?${new URLSearchParams({ action: 'TEMPLATE', text: summary, dates: `${stamp(times.from)}/${stamp(times.to)}`, details: note, location: place })}`}>
            Google<span class="hidden"> Calendar: {summary}</span>
          </a>
          <a class="button quiet" rel="noreferrer" target="_blank"
            href={`https://outlook.live.com/calendar/0/deeplink/compose?${new URLSearchParams({ rru: 'addevent', subject: summary, startdt: times.from, enddt: times.to, body: note, location: place })}`}>
            Outlook<span class="hidden">: {summary}</span>
          </a>
        </p>
      ))}
    </>
  );
}

function Show({ shown }: { shown: BookingPage }): JSX.Element {
  const { words } = useSpeech();
  const { booking } = shown;
  const path = here(booking.page);
  // Passing on needs a network, and can wait until the code is there.
  useEffect(() => void loadRare().catch(() => undefined), []);
  const PassOn = rare.value?.PassOn;
  const pickedUp = booking.lines.some(({ sku, fulfilment }) => sku !== seatSku && fulfilment === 'PICKUP');
  return (
    <section class="panel" aria-labelledby="show">
      <h2 id="show">{words.showThis}</h2>
      <QrCode shown={shown} />
      <p class="soft">{pickedUp && `${words.shopScansIt} `}{words.keepTheAddress}</p>
      <Keeping path={path} />
      <Calendars shown={shown} />
      {PassOn && <PassOn shown={shown} key={path} />}
      {shown.can_change && (
        <p><Go class="quiet-link" href={`${path}/move`}>{words.moveIt}</Go> · <Go class="quiet-link" href={`${path}/cancel`}>{words.cancelIt}</Go></p>
      )}
    </section>
  );
}

function Keeping({ path }: { path: string }): JSX.Element {
  const { words } = useSpeech();
  const state = kept.value;
  return (
    <p class="soft keeping" role="status">
      {state === 'yes' && (
        <>
          {words.keptHere}{' '}
          <button type="button" class="link" onClick={() => void forgetBooking(prefix(), path)}>{words.forgetIt}</button>
        </>
      )}
      {state === 'no' && words.notKept}
      {state === 'forgotten' && words.forgotten}
    </p>
  );
}
