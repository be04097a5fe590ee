import type { Offer, Slot } from '../src/api/client';

/** A slot that sells three mugs at €18, unless said otherwise. */
export function slotWith(changes: Partial<Slot> = {}): Slot {
  return {
    id: '068q2m4v7c9xk3n5t8w1z0ar2d', summary: 'First pick', description: '', location: 'Kiln Street', image: null, picture: null,
    starts_at: '2026-03-06T09:00:00Z', ends_at: '2026-03-06T11:00:00Z', time_zone: 'Europe/Berlin', state: 'open', reason: null,
    seats: null, seats_remaining: null, offers: [offerWith()], fulfilment: [{ kind: 'PICKUP', fee: null, cut_off: null, windows: [] }],
    limit: null, opens_at: null, early: [], closes_at: null, drop: null, bundle: null, queue: null, revision: 5, edition: 'first',
    page: 'https://shop.example/s/kiln/slots/068q2m4v7c9xk3n5t8w1z0ar2d', ...changes,
  };
}

export function offerWith(changes: Partial<Offer> = {}): Offer {
  return {
    sku: 'MUG', name: 'Mug', image: null, picture: null, remaining: 3, allotted: 10, price: euros(18), tier: null, price_until: null,
    next_price: null, other_prices: [], tax_rate: 0, preorder: false, ...changes,
  };
}

export const euros = (amount: number) => ({ amount: amount.toFixed(2), currency: 'EUR', minor: Math.round(amount * 100) });
