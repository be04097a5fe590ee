// Who comes too late may wait: what comes back is offered to them in their order.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Offer, Slot } from '../../api/client';
import { Keys, send } from '../../api/send';
import { begun } from '../begun';
import type { Waiting } from '../page';
import { isDelivered } from '../paying';
import { rememberedCustomer } from '../remember';
import { useSpeech } from '../speech';
import { apiPath, here, visit } from '../visit';
import { attempt, Press, Trouble } from './parts';
import { nameOfOffer } from './offer';

const mostInForm = 12;

/** What is sold out and may be waited for. Offers to who waits name no address (server/storefront/slot_form.cpp). */
export function waitable(slot: Slot): Offer[] {
  const sells = slot.state === 'open' || slot.state === 'low' || slot.state === 'sold-out';
  const brought = slot.fulfilment.length > 0 && slot.fulfilment.every(({ kind }) => isDelivered(kind));
  return sells && !brought ? slot.offers.filter((offer) => offer.price && offer.remaining <= 0 && offer.allotted > 0) : [];
}

export function Wait({ slot }: { slot: Slot }): JSX.Element {
  const { words, language } = useSpeech();
  const offers = waitable(slot);
  const known = useMemo(rememberedCustomer, []);
  const keys = useMemo(() => new Keys(), []);
  const sku = useSignal(offers[0]?.sku ?? '');
  const quantity = useSignal(Number(begun('quantity', '1')));
  const name = useSignal(begun('name', known?.name ?? ''));
  const email = useSignal(begun('email', known?.email ?? ''));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const request = { sku: sku.value, quantity: quantity.value, name: name.value.trim(), email: email.value.trim(), language };
    void attempt(async () => {
      const place = await send<Waiting>('POST', `${apiPath()}/slots/${slot.id}/waiting`, request, keys.of(request));
      await visit(here(place.page), 'push');
    }, 'wait-mistake');
  };
  return (
    <>
      <h3 id="wait">{offers.length === 1 ? words.waitFor(nameOfOffer(offers[0]!, words)) : words.waitForWhatIsSoldOut}</h3>
      <p>{words.waitStory}</p>
      <form class="fields" aria-labelledby="wait" onSubmit={submit}>
        <Trouble id="wait-mistake" />
        {offers.length > 1 && (
          <>
            <label for="w-sku">{words.what}</label>
            <select id="w-sku" value={sku.value} onChange={(event) => (sku.value = event.currentTarget.value)}>
              {offers.map((offer) => <option value={offer.sku} key={offer.sku}>{nameOfOffer(offer, words)}</option>)}
            </select>
          </>
        )}
        <label for="w-quantity">{words.howManyAllOrNone}</label>
        <input id="w-quantity" type="number" min="1" max={Math.min(slot.limit ?? mostInForm, mostInForm)} value={quantity.value} required
          onInput={(event) => (quantity.value = Number(event.currentTarget.value))} />
        <label for="w-name">{words.name}</label>
        <input id="w-name" autocomplete="name" dir="auto" value={name.value} required onInput={(event) => (name.value = event.currentTarget.value)} />
        <label for="w-email">{words.email}</label>
        <input id="w-email" type="email" autocomplete="email" dir="auto" value={email.value} required onInput={(event) => (email.value = event.currentTarget.value)} />
        <Press>{words.joinWaitingList}</Press>
      </form>
    </>
  );
}
