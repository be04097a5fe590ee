// Name and e-mail address, while the clock runs.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { Problem } from '../../api/client';
import { Keys, send } from '../../api/send';
import { withHolds } from '../../holding/later';
import { begun } from '../begun';
import { serverNow } from '../clock';
import type { Booking, Checkout as PaidOnline, CheckoutPage } from '../page';
import { paidLater } from '../paying';
import { forgetCustomer, forgetTyped, keepTyped, rememberCustomer, rememberedCustomer, typedFor } from '../remember';
import { useSpeech } from '../speech';
import { writeSum } from '../sums';
import { apiPath, here, shopPath, visit } from '../visit';
import { Countdown } from './countdown';
import { attempt, BookedSlots, Press, Sums, Trouble, trouble } from './parts';

async function forgetHold(hold: string): Promise<void> {
  forgetTyped();
  await withHolds(({ dropHold }) => dropHold(hold));
}

export function Checkout({ shown }: { shown: CheckoutPage }): JSX.Element {
  const { words } = useSpeech();
  const { hold, shop } = shown;
  // Once it is asked for, only the server knows whether it is booked, whatever the clock says.
  const asked = useSignal(false);
  // Who goes back to look around finds it again (holding/bar.tsx).
  useEffect(() => {
    const until = Date.now() + Date.parse(hold.expires_at) - serverNow().getTime();
    void withHolds(({ keepHold }) => keepHold({ shop: shop.slug, id: hold.id, path: `${shopPath()}/holds/${hold.id}`, expires_at: hold.expires_at, until }));
  }, [hold.expires_at]);
  return (
    <div class="split even">
      <section class="panel">
        <h1 tabIndex={-1}>{words.heldForYou}</h1>
        <Countdown shown={shown} asked={asked.value} />
        <BookedSlots lines={hold.lines} slots={shown.slots} />
        <Sums fees={hold.fees} address={hold.address} total={hold.total} />
      </section>
      <Who shown={shown} asked={asked} key={hold.id} />
    </div>
  );
}

/** Whether the server has, or may have, heard of it. */
async function asking<Answer>(asked: Signal<boolean>, act: () => Promise<Answer>): Promise<Answer> {
  asked.value = true;
  try {
    return await act();
  } catch (reason) {
    if (reason instanceof Problem && reason.document) asked.value = false; // refused
    throw reason;
  }
}

function Who({ shown, asked }: { shown: CheckoutPage; asked: Signal<boolean> }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { hold, shop } = shown;
  const known = useMemo(rememberedCustomer, []);
  const typed = useMemo(() => typedFor(hold.id), []);
  const name = useSignal(begun('name', typed?.name ?? (shown.name || known?.name || hold.address?.name || '')));
  const email = useSignal(begun('email', typed?.email ?? (shown.email || known?.email || '')));
  const keeps = useSignal(known !== null);
  const keptNothing = useSignal(false);
  const keys = useMemo(() => new Keys(), []);
  useEffect(() => {
    if (shown.mistake) trouble.value = shown.mistake;
  }, []);
  const isFree = hold.total.minor === 0;
  const online = shop.payment.includes('online') && !isFree;
  const atPickup = shop.payment.includes('pickup') || isFree;
  const sum = writeSum(hold.total, said);
  const address = `${apiPath()}/holds/${hold.id}`;

  const pay = async (): Promise<void> => {
    await asking(asked, () => send<PaidOnline>('POST', `${address}/checkout`, request()));
    await visit(`${shopPath()}/holds/${hold.id}/payment`, 'replace');
  };
  const book = async (): Promise<void> => {
    const booking = await asking(asked, () => send<Booking>('POST', `${address}/confirm`, request(), keys.of(request())));
    await forgetHold(hold.id);
    await visit(here(booking.page), 'replace');
  };
  const customer = (): { name: string; email: string } => ({ name: name.value.trim(), email: email.value.trim() });
  const request = (): object => ({ ...customer(), language: said.language });
  const type = (field: Signal<string>, text: string): void => {
    field.value = text;
    keepTyped(hold.id, { name: name.value, email: email.value }); // reloading the page loses nothing
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const paying = event.submitter?.getAttribute('value') === 'online';
    if (keeps.value) keptNothing.value = !rememberCustomer(customer());
    void attempt(paying ? pay : book);
  };
  const letGo = async (): Promise<void> => {
    try {
      await send<void>('DELETE', address);
    } catch (reason) {
      if (!(reason instanceof Problem && reason.document)) throw reason; // it is held still; gone already is as good as released
    }
    await forgetHold(hold.id);
    location.assign(shopPath());
  };
  const wrong = trouble.value?.field;
  return (
    <section class="panel" aria-labelledby="who">
      <h2 id="who">{words.whoIsItFor}</h2>
      <Trouble />
      <form class="fields" onSubmit={submit}>
        <label for="name">{words.name}</label>
        <input id="name" autocomplete="name" dir="auto" required value={name.value} onInput={(event) => type(name, event.currentTarget.value)}
          aria-invalid={wrong === 'name' || undefined} aria-describedby={wrong === 'name' ? 'mistake' : undefined} />
        <label for="email">{words.email}</label>
        <input id="email" type="email" autocomplete="email" inputMode="email" dir="auto" required value={email.value} onInput={(event) => type(email, event.currentTarget.value)}
          aria-invalid={wrong === 'email' || undefined} aria-describedby={wrong === 'email' ? 'mistake' : undefined} />
        <label class="choice">
          <input type="checkbox" checked={keeps.value}
            onChange={(event) => {
              keeps.value = event.currentTarget.checked;
              keptNothing.value = keeps.value && !rememberCustomer(customer());
              if (!keeps.value) forgetCustomer();
            }} />{' '}
          {words.remember}
        </label>
        {keptNothing.value && <p class="soft" role="status">{words.notRemembered}</p>}
        {online && <button type="submit" value="online">{words.payNow(sum)}</button>}
        {atPickup && <button type="submit" value="pickup" class={online ? 'plain' : ''}>{online ? words.bookForLater(sum, words[paidLater(hold.lines)]) : words.bookFor(sum)}</button>}
        <p class="soft">{[!online && words.nothingCharged, !atPickup && words.ledToPayment, words.shopAloneSees].filter(Boolean).join(' ')}</p>
      </form>
      <p><Press class="plain" act={() => void attempt(letGo)}>{words.letItGo}</Press></p>
    </section>
  );
}
