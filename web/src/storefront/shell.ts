// What the server wrote around the calendar, in the visitor's language: the templates mark what is a message, a price or a
// time, and stay as they are where no script runs.
import type { Slot } from '../api/client';
import { badgeOf } from '../calendar/badge';
import { speech } from '../words/language';
import type { Words } from '../words/en';
import { writeMoney, writeRange, writeZone } from '../words/write';
import type { Shop } from './state';
import { ownZone } from '../calendar/zone';

type PlainMessage = { [Name in keyof Words]: Words[Name] extends string ? Name : never }[keyof Words];

function each(selector: string, act: (element: HTMLElement, data: DOMStringMap) => void): void {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) act(element, element.dataset);
}

/** Follows every signal that it reads: to be run as an effect. */
export function speakAround(shop: Shop): void {
  const said = speech.value;
  if (!said) return;
  const { words, locale } = said;
  const slots: ReadonlyMap<string, Slot> = shop.slots.value;
  const now = shop.now.peek();
  each('[data-word]', (element, { word }) => {
    const message = words[word as PlainMessage] as string | undefined;
    if (message !== undefined) element.textContent = message;
  });
  each('[data-amount]', (element, { amount, currency }) => {
    element.textContent = writeMoney({ amount: amount ?? '0', currency: currency ?? '', minor: 0 }, locale);
  });
  each('[data-from]', (element, { from, to, zone }) => {
    element.textContent = writeRange(new Date(from ?? ''), new Date(to ?? ''), 'dayTime', locale, zone ?? 'UTC');
  });
  each('[data-badge]', (element, { badge }) => {
    const slot = slots.get(badge ?? '');
    if (!slot) return;
    element.textContent = badgeOf(slot, said);
    element.className = `badge ${slot.state}`;
  });
  each('[data-zone-of-shop]', (element) => {
    const own = ownZone(shop.zone, now);
    const sentences = [words.timesIn(writeZone(shop.zone, now, locale)), own && words.yourZone(writeZone(own, now, locale))];
    element.textContent = sentences.filter(Boolean).join(' ');
  });
}
