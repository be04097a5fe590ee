import type { Slot } from '../api/client';
import type { SlotNews } from './follow';

/** A slot as the news say. What they leave out is as it was; of an offer that they do not name nothing is left. */
export function merged(slot: Slot, news: SlotNews): Slot {
  const offers = slot.offers.map((offer) => {
    const told = news.offers.find((one) => one.sku === offer.sku);
    return told ? { ...offer, ...told } : { ...offer, remaining: 0 };
  });
  const { id: _, offers: __, edition: ___, ...facts } = news;
  return { ...slot, ...facts, offers };
}
