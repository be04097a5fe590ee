// Cancelling a booking or a part of it, and moving it: forms as they are without script, in the visitor's language.
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Money } from '../../api/client';
import { randomKey } from '../../api/send';
import { writeRange } from '../../words/write';
import { sayMistake } from '../mistakes';
import type { Booking, CancelPage, MovePage, MoveWindowPage } from '../page';
import { now } from '../clock';
import { useSpeech } from '../speech';
import { writeSum, writeWhen } from '../sums';
import { here } from '../visit';
import { Go, nameOf, timesOf } from './parts';
import { windowText } from './choose';

const openOf = (line: Booking['lines'][number]): number => line.quantity - (line.handed_over ?? 0);

function Code({ booking }: { booking: Booking }): JSX.Element {
  const { words } = useSpeech();
  return <>{words.bookingCode} <strong class="code">{booking.code}</strong></>;
}

function saysPaid({ sum, online, by_other }: NonNullable<CancelPage['paid']>, said: ReturnType<typeof useSpeech>): string {
  const { words } = said;
  const written = writeSum(sum, said);
  if (!online) return words.paidToShopGoesBack(written);
  return by_other ? words.paidByOtherGoesBack(written) : words.paidOnlineGoesBack(written);
}

/** ", €3.00 still to pay" behind what it costs there, of a booking that was paid. */
function owedThen(owed: Money, said: ReturnType<typeof useSpeech>): string {
  const { words } = said;
  if (owed.minor === 0) return '';
  const written = writeSum({ ...owed, amount: owed.amount.replace('-', '') }, said);
  return `, ${owed.minor > 0 ? words.thenToPay(written) : words.thenBack(written)}`;
}

export function Cancel({ shown }: { shown: CancelPage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { booking, slots } = shown;
  const path = here(booking.page);
  const lines = booking.lines.filter((line) => openOf(line) > 0);
  const key = useMemo(randomKey, []); // a double tap cancels once
  const parts = booking.lines.length > 1 || booking.lines.some((line) => line.quantity > 1 || (line.handed_over ?? 0) > 0);
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1}>{words.cancelQuestion}</h1>
      <p><Code booking={booking} />, {words.cancelStory(writeSum(booking.total, said))}</p>
      {shown.paid && <p class="notice">{saysPaid(shown.paid, said)}</p>}
      <form method="post" action={`${path}/cancel`} class="fields">
        <input type="hidden" name="key" value={key} />
        {parts && lines.map((line) => {
          const field = `line-${line.position}`;
          const name = [nameOf(line, slots, words.seat), line.summary].filter(Boolean).join(', ');
          return (
            <div key={field}>
              <label for={field} dir="auto">{words.cancelHowMany(name)}</label>
              <select id={field} name={field}>
                {Array.from({ length: openOf(line) + 1 }, (_, at) => openOf(line) - at).map((number) => <option key={number}>{number}</option>)}
              </select>
            </div>
          );
        })}
        <p class="buttons">
          <button type="submit" class="danger">{parts ? words.cancelChosen : words.cancelAll}</button>
          <Go class="button quiet" href={path}>{words.keepIt}</Go>
        </p>
      </form>
    </section>
  );
}

export function Move({ shown }: { shown: MovePage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { booking, choices } = shown;
  const path = here(booking.page);
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1}>{words.moveQuestion}</h1>
      <p><Code booking={booking} />, {words.moveStory(writeSum(booking.total, said))}</p>
      {choices.length === 0 ? (
        <p class="notice">{words.noOtherSlot} <Go href={path}>{words.backToBooking}</Go></p>
      ) : (
        <form method="post" action={`${path}/move`} class="fields">
          <label for="to">{words.toWhichSlot}</label>
          <select id="to" name="to" required>
            {choices.map((choice) => (
              <option value={choice.value} key={choice.value}>
                {writeSum(choice.total, said)}{owedThen(choice.owed, said)}: {writeWhen(timesOf(choice), said)}, {choice.summary}
              </option>
            ))}
          </select>
          <p class="buttons">
            <button type="submit">{words.moveForShown}</button>
            <Go class="button quiet" href={path}>{words.keepIt}</Go>
          </p>
        </form>
      )}
    </section>
  );
}

export function MoveWindow({ shown }: { shown: MoveWindowPage }): JSX.Element {
  const said = useSpeech();
  const { words, locale } = said;
  const { booking, slot, total, mistake } = shown;
  const path = here(booking.page);
  const windows = (slot.fulfilment.find(({ kind }) => kind === 'PICKUP')?.windows ?? []).filter((one) => Date.parse(one.ends_at) > now.peek().getTime());
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1}>{words.whenDoYouPickUp}</h1>
      {mistake && <p class="notice bad" role="alert" id="mistake">{sayMistake(mistake, said)}</p>}
      <p><Code booking={booking} />. {words.movesTo(slot.summary, writeRange(new Date(slot.starts_at), new Date(slot.ends_at), 'dayTime', locale, slot.time_zone), writeSum(total, said) + owedThen(shown.owed, said))}</p>
      <form method="post" action={`${path}/move`} class="fields">
        <input type="hidden" name="to" value={shown.to} />
        <label for="window">{words.whenYouPickUp}</label>
        <select id="window" name="window" aria-describedby={mistake ? 'mistake' : undefined}>
          <option value="">{words.firstFree}</option>
          {windows.map((one) => (
            <option value={one.starts_at} disabled={one.left === 0} key={one.starts_at}>{windowText(one, slot.time_zone, said)}</option>
          ))}
        </select>
        <p class="buttons">
          <button type="submit">{words.moveFor(writeSum(total, said))}</button>
          <Go class="button quiet" href={`${path}/move`}>{words.anotherSlot}</Go>
        </p>
      </form>
    </section>
  );
}
