import { describe, expect, it } from 'vitest';
import { badgeOf } from '../src/calendar/badge';
import { speak } from '../src/elements/words';
import { slotWith } from './slot';

describe('the elements for other sites', () => {
  it('speak the language of the page, and write dates as its region does', () => {
    expect(speak('de').words.soldOut).toBe('Ausverkauft');
    expect(speak('de-AT')).toMatchObject({ locale: 'de-AT' });
    expect(speak('ES').words.soldOut).toBe('Agotado');
  });
  it('speak English where they do not know the language, or what stands there is none', () => {
    for (const tag of ['fr', '', 'x', 'english please', '<b>']) expect(speak(tag)).toMatchObject({ locale: 'en', words: { soldOut: 'Sold out' } });
  });
  it('write dates plainly where a region is no region', () => {
    expect(speak('de-!').locale).toBe('de');
  });
  it('say the same of what is left as the shop does', () => {
    const said = speak('en');
    expect(badgeOf(slotWith({ state: 'open' }), said)).toBe('3 left');
    expect(badgeOf(slotWith({ state: 'low' }), said)).toBe('Only 3 left');
    expect(badgeOf(slotWith({ state: 'sold-out' }), said)).toBe('Sold out');
    expect(badgeOf(slotWith({ state: 'upcoming', opens_at: null }), said)).toBe('Opens soon');
  });
});
