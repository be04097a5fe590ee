import { afterEach, expect, test, vi } from 'vitest';
import { Problem } from '../src/api/client';
import { Keys } from '../src/api/send';
import { mistakeOf, messageOf, sayMistake, titleOfMistake } from '../src/booking/mistakes';
import { isolated, writeCountdown } from '../src/booking/sums';
import { missingOf, noAddress } from '../src/booking/address';
import { countriesIn, regionOf } from '../src/booking/countries';
import { paidLater } from '../src/booking/paying';
import { forgetTyped, keepTyped, typedFor } from '../src/booking/remember';
import { dropHold, heldAt, keepHold, type Held } from '../src/holding/keep';
import * as holding from '../src/holding/words/en';
import { de as holdingDe } from '../src/holding/words/de';
import { es as holdingEs } from '../src/holding/words/es';
import { prefixOf } from '../src/booking/visit';
import { backTo } from '../src/booking/views/problem';
import { spokenMoment } from '../src/booking/views/countdown';
import { nameOf, summedFees } from '../src/booking/views/parts';
import { de } from '../src/booking/words/de';
import { en } from '../src/booking/words/en';
import { es } from '../src/booking/words/es';
import { pseudo } from '../src/booking/words/pseudo';
import * as preferences from '../src/preferences/words/en';
import { de as wishesDe } from '../src/preferences/words/de';
import { es as wishesEs } from '../src/preferences/words/es';
import { euros, offerWith, slotWith } from './slot';

const saying = (language: 'en' | 'de' | 'es', words: typeof en) => ({ language, locale: language, words }) as const;

test('no message of the way to a booking is empty, or another language’s by mistake', () => {
  const facts = ['7', '8', '9'] as unknown as never[];
  const numbers = [7, 8, 9] as unknown as never[];
  const alike = new Set(['digital', 'name', 'withFee', 'leftNow', 'windowLeft', 'total', 'someOf']); // the same word, or no word at all
  for (const [name, words] of Object.entries({ de, es })) {
    for (const [key, message] of Object.entries(words)) {
      const english = en[key as keyof typeof en] as unknown;
      const told = (one: unknown): string => {
        if (typeof one === 'string') return one;
        const say = one as (...given: never[]) => string;
        return `${say(...facts)} ${say(...numbers)}`;
      };
      expect(told(message), `${name}.${key}`).toMatch(/\S/);
      if (!alike.has(key)) expect(told(message), `${name}.${key}`).not.toBe(told(english));
    }
  }
  expect(Object.keys(pseudo)).toEqual(Object.keys(en));
  for (const words of [wishesDe, wishesEs]) {
    for (const [key, message] of Object.entries(words)) expect(message, key).not.toBe(preferences.en[key as keyof typeof preferences.en]);
  }
});

const document = (kind: string, more = {}) => new Problem(409, 'x', { type: `https://shop.example/problems/${kind}`, title: 'T', status: 409, detail: 'In English, exactly.', ...more });

test('a problem is told in the language of the page, and in English as the server knows it', () => {
  const wrong = mistakeOf(document('sold-out', { remaining: 2, held_until: '2026-03-06T10:00:00Z' }));
  expect(wrong).toMatchObject({ kind: 'sold-out', remaining: 2, held_until: '2026-03-06T10:00:00Z' });
  expect(sayMistake(wrong, saying('en', en))).toBe('In English, exactly.');
  expect(sayMistake(wrong, saying('de', de))).toBe('Jemand war etwas schneller.');
  expect(titleOfMistake(wrong, saying('es', es))).toBe('Solo quedan 2');
  expect(titleOfMistake({ ...wrong, remaining: 0 }, saying('en', en))).toBe('Just taken');
});

test('what the server says to programs is told to people in other words', () => {
  const tooLong = mistakeOf(document('invalid-member', { field: 'name' }));
  expect(sayMistake(tooLong, saying('en', en))).toBe('Tell us a name of at most 200 characters, on one line.');
  expect(messageOf(mistakeOf(document('invalid-customer', { field: 'email' })))).toBe('problem-invalid-customer-email');
  expect(messageOf(mistakeOf(document('invalid-member', { field: 'address.city' })))).toBe('problem-invalid-address');
  expect(sayMistake(mistakeOf(document('invalid-member', { field: 'lines' })), saying('en', en))).toBe(en['problem-invalid-member']);
});

// What badges answer is read by programs.
test('every problem that the pages of the way have of their own is in the catalogue', () => {
  const sources = Object.values(import.meta.glob<string>(['../../server/storefront/*.cpp', '!**/embed.cpp'], { query: '?raw', import: 'default', eager: true })).join('');
  const kinds = [...sources.matchAll(/Problem::make\(\s*"([a-z-]+)"/g)].map(([, kind]) => `problem-${kind}`);
  expect(kinds.length).toBeGreaterThan(5);
  expect(kinds.filter((kind) => !(kind in en))).toEqual([]);
});

test('no connection, trouble at the server and a problem that nobody knows say what to do', () => {
  expect(sayMistake(mistakeOf(new Problem(0, 'Failed to fetch')), saying('de', de))).toBe(de.offline);
  expect(sayMistake(mistakeOf(new Problem(503, 'Try again.')), saying('en', en))).toBe(en.serverTrouble);
  expect(sayMistake(mistakeOf(document('brand-new')), saying('es', es))).toBe('In English, exactly.');
  expect(sayMistake(mistakeOf(document('unknown-member')), saying('es', es))).toBe(es['problem-invalid-member']);
  expect(() => mistakeOf(new TypeError('a bug'))).toThrow('a bug'); // is not the customer's mistake
});

test('the same is sent under one key, something else under another', () => {
  const keys = new Keys();
  const first = keys.of({ quantity: 1 });
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.of({ quantity: 1 })).toBe(first);
  expect(keys.of({ quantity: 2 })).not.toBe(first);
});

test('time is counted down by the second, and spoken now and then', () => {
  expect([600_000, 599_999, 61_000, 5_400, -1].map(writeCountdown)).toEqual(['10:00', '9:59', '1:01', '0:05', '0:00']);
  expect(writeCountdown(2 * 3_600_000 + 61_000)).toBe('2:01:01');
  expect([400_000, 300_000, 121_000, 120_000, 60_000, 30_000, 1].map(spokenMoment)).toEqual([null, 300_000, 300_000, 120_000, 60_000, 30_000, 30_000]);
});

test('the parts of a fee are one sum, to the cent', () => {
  const part = (minor: number, tax_rate: number) => ({ slot: 'a', fulfilment: 'DELIVERY' as const, zone: null, amount: euros(minor / 100), tax_rate });
  const [sum, ...others] = summedFees([part(433, 700), part(217, 1900)]);
  expect(others).toEqual([]);
  expect([sum?.kind, sum?.amount.minor, Number(sum?.amount.amount)]).toEqual(['DELIVERY', 650, 6.5]);
});

test('a path says where it leads back to, and below which one the shop stands', () => {
  expect(['/b/x', '/b/x/move', '/w/x', '/s/kiln', '/s/kiln/slots/a', '/s/kiln/holds/a', '/'].map((path) => backTo(path, en))).toEqual([
    en.backToBooking, en.backToBooking, en.backToList, en.backToShop, en.backToSlot, en.backToCheckout, en.toTheStart,
  ]);
  expect(['/s/kiln/slots/a', '/cal/s/kiln', '/cal/b/token', '/nowhere'].map(prefixOf)).toEqual(['', '/cal', '/cal', '']);
});

test('a name from right to left does not turn the sentence around it', () => {
  expect(isolated('Ada')).toBe('Ada');
  expect(isolated('عادل')).toBe('\u2068عادل\u2069');
});

test('a seat is called in the language that is spoken, and a product as its shop calls it', () => {
  const slot = slotWith({ offers: [offerWith({ sku: 'SEAT', name: 'Seat' }), offerWith({ sku: 'MUG', name: 'Becher' })] });
  expect(nameOf({ sku: 'SEAT', slot: slot.id }, [slot], de.seat)).toBe('Platz');
  expect(nameOf({ sku: 'MUG', slot: slot.id }, [slot], de.seat)).toBe('Becher');
  expect(nameOf({ sku: 'GONE', slot: slot.id }, [slot], de.seat)).toBe('GONE');
});

test('who pays later is told where, and not of a pickup where nothing is picked up', () => {
  const line = (sku: string, fulfilment: 'PICKUP' | 'DELIVERY' | 'SAME-DAY' | 'DIGITAL') => ({ sku, fulfilment });
  const mug = line('MUG', 'PICKUP');
  const brought = line('MUG', 'DELIVERY');
  const seat = line('SEAT', 'PICKUP');
  const film = line('FILM', 'DIGITAL');
  expect([[mug], [brought], [brought, line('BOWL', 'SAME-DAY')], [seat], [mug, brought], [mug, seat], [mug, film], [film]].map(paidLater)).toEqual([
    'payAtPickup', 'payOnDelivery', 'payOnDelivery', 'payThere', 'payThere', 'payThere', 'payAtPickup', 'payThere',
  ]);
  expect(de.bookForLater('22 €', de.payThere)).toBe('Für 22 € buchen, vor Ort bezahlen');
});

test('countries are read by name, those of the shop’s zones alone where it says which', () => {
  expect(countriesIn(['DE', 'AT'], 'de')).toEqual([{ code: 'DE', name: 'Deutschland' }, { code: 'AT', name: 'Österreich' }]);
  expect(countriesIn(['DE', 'AT'], 'es')[0]).toEqual({ code: 'DE', name: 'Alemania' });
  const all = countriesIn([], 'en');
  expect(all.length).toBe(249);
  expect(all.filter(({ code, name }) => code === name)).toEqual([]);
  expect([regionOf('de-AT'), regionOf('de')]).toEqual(['AT', '']);
});

test('an address says what it lacks, in the order of the form', () => {
  expect(missingOf(noAddress)).toEqual(['name', 'street', 'postal_code', 'city', 'country']);
  expect(missingOf({ ...noAddress, name: 'Ada', street: ' ', postal_code: '10115', city: 'Berlin', country: 'DE' })).toEqual(['street']);
});

class Kept {
  private readonly items = new Map<string, string>();
  getItem = (name: string): string | null => this.items.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.items.set(name, value);
  removeItem = (name: string): void => void this.items.delete(name);
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a device knows what it holds at a shop until that is over, and nothing that is no path of ours', () => {
  vi.stubGlobal('localStorage', new Kept());
  vi.useFakeTimers({ now: 1_000 });
  const held: Held = { shop: 'kiln', id: 'a', path: '/s/kiln/holds/a', expires_at: '2026-03-01T10:42:00Z', until: 5_000 };
  keepHold(held);
  keepHold({ ...held, id: 'b', until: 3_000 });
  keepHold({ ...held, id: 'c', shop: 'other' });
  expect(heldAt('kiln')?.id).toBe('b');
  vi.setSystemTime(3_000);
  expect(heldAt('kiln')?.id).toBe('a');
  keepHold({ ...held, until: 9_000 }); // it was extended
  vi.setSystemTime(6_000);
  expect(heldAt('kiln')?.until).toBe(9_000);
  dropHold('a');
  dropHold('c');
  expect([heldAt('kiln'), localStorage.getItem('timeshelf-holds')]).toEqual([undefined, null]);
  for (const path of ['//evil.example/s', 'https://evil.example/', 'javascript:alert(1)']) {
    localStorage.setItem('timeshelf-holds', JSON.stringify([{ ...held, path, until: 9_000 }]));
    expect(heldAt('kiln')).toBeUndefined();
  }
  localStorage.setItem('timeshelf-holds', '{');
  expect(heldAt('kiln')).toBeUndefined();
  for (const words of [holdingDe, holdingEs]) {
    for (const [key, message] of Object.entries(words)) expect(message, key).not.toBe(holding.en[key as keyof typeof holding.en]);
  }
});

test('what was typed at a checkout survives a reload, and belongs to that hold alone', () => {
  vi.stubGlobal('sessionStorage', new Kept());
  keepTyped('a', { name: 'Ada', email: 'ada@' });
  expect([typedFor('a'), typedFor('b')]).toEqual([{ name: 'Ada', email: 'ada@' }, null]);
  forgetTyped();
  expect(typedFor('a')).toBeNull();
});
