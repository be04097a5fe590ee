// Somebody passes a booking on: what it is, and who takes it over.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { seatSku } from '../../calendar/slots';
import { send } from '../../api/send';
import { begun } from '../begun';
import type { AcceptPage, Booking } from '../page';
import { rememberedCustomer } from '../remember';
import { useSpeech } from '../speech';
import { here, prefix, visit } from '../visit';
import { attempt, Press, timesOf, Trouble, When } from './parts';

export function Accept({ shown }: { shown: AcceptPage }): JSX.Element {
  const { words, language } = useSpeech();
  const { offered, shop } = shown;
  const known = useMemo(rememberedCustomer, []);
  const name = useSignal(begun('name', known?.name ?? ''));
  const email = useSignal(begun('email', known?.email ?? ''));
  const take = async (): Promise<void> => {
    const secret = location.pathname.slice(location.pathname.lastIndexOf('/') + 1);
    const customer = { name: name.value.trim(), email: email.value.trim(), language };
    const booking = await send<Booking>('POST', `${prefix()}/api/v1/transfers/${secret}/accept`, customer);
    await visit(here(booking.page), 'replace'); // the link is used up
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void attempt(take);
  };
  return (
    <section class="narrow panel">
      <p class="badge open">{words.forYou}</p>
      <h1 tabIndex={-1}>{words.passedToYou}</h1>
      <ul class="bookeds">
        {offered.lines.map((line, at) => (
          <li class="booked" key={at}>
            <When times={timesOf(line)} />
            <h2 dir="auto">{line.summary}</h2>
            {line.location && <p class="place"><bdi>{line.location}</bdi></p>}
            <p><strong>{line.quantity} × <span dir="auto">{line.sku === seatSku ? words.seat : line.sku}</span></strong></p>
          </li>
        ))}
      </ul>
      <p class="soft">{words.sayWhoYouAre(shop.name)}</p>
      <form class="fields" onSubmit={submit}>
        <Trouble />
        <label for="name">{words.name}</label>
        <input id="name" autocomplete="name" dir="auto" required value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
        <label for="email">{words.email}</label>
        <input id="email" type="email" autocomplete="email" inputMode="email" dir="auto" required value={email.value} onInput={(event) => (email.value = event.currentTarget.value)} />
        <Press>{words.takeItOver}</Press>
      </form>
    </section>
  );
}
