// What this device holds, above the calendar of its shop: loaded for who holds something.
import { effect } from '@preact/signals';
import { showHeld } from '../holding/bar';
import { speech } from '../words/language';
import type { Shop } from './state';

/** In what the page speaks from now on. */
export function showHeldAbove(calendar: HTMLElement, { slug, zone, liveAddress }: Shop): void {
  const room = document.createElement('div');
  calendar.before(room);
  const prefix = liveAddress.slice(0, liveAddress.indexOf('/api/'));
  effect(() => void (speech.value && showHeld(room, { slug, prefix, zone }, speech.value.language)));
}
