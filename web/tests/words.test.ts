import { expect, test } from 'vitest';
import { ownZone } from '../src/calendar/zone';
import { de } from '../src/words/de';
import { en } from '../src/words/en';
import { es } from '../src/words/es';
import { catalogues, chooseLanguage, localeOf } from '../src/words/language';
import { counter } from '../src/words/plural';
import { bent } from '../src/words/bent';
import { pseudo } from '../src/words/pseudo';
import { writeMoney, writeRange, writeUntil } from '../src/words/write';
import { euros } from './slot';

const plain = (text: string) => text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ');

test('a number takes the form that its language asks for', () => {
  const count = counter('en');
  expect(count(1, { one: '# slot', other: '# slots' })).toBe('1 slot');
  expect(count(1200, { one: '# slot', other: '# slots' })).toBe('1,200 slots');
  expect([de.places(1), de.places(2)]).toEqual(['noch 1 Platz', 'noch 2 Plätze']);
  expect([es.left(1), es.left(2)]).toEqual(['queda 1', 'quedan 2']);
  expect(counter('ru')(3, { one: '#a', few: '#b', other: '#c' })).toBe('3b');
  expect(counter('ru')(3, { other: '#c' })).toBe('3c');
});

test('no message is empty, or another language’s by mistake', () => {
  const facts = [7, 'so'] as unknown as never[];
  for (const [name, words] of Object.entries({ de, es })) {
    for (const [key, message] of Object.entries(words)) {
      const text = typeof message === 'string' ? message : (message as (...facts: never[]) => string)(...facts);
      expect(text, `${name}.${key}`).toMatch(/\S/);
      const english = en[key as keyof typeof en];
      const same = ['digital', 'withFee'].includes(key); // a word of both, and no word at all
      if (typeof message === 'string' && !same) expect(text, `${name}.${key}`).not.toBe(english);
    }
  }
});

test('the pseudo-language bends every message', () => {
  expect(bent('List')).toBe('[Líst ~~~]');
  expect(pseudo.left(3)).toBe('[3 léft ~~~]');
  expect(Object.keys(pseudo)).toEqual(Object.keys(en));
});

test('the language is what was asked for, else chosen, else preferred, else English', () => {
  expect(chooseLanguage('de', 'es', ['en'])).toBe('de');
  expect(chooseLanguage('DE-AT', null, [])).toBe('de');
  expect(chooseLanguage('klingon', 'es', ['de'])).toBe('es');
  expect(chooseLanguage(null, null, ['fr', 'es-MX', 'de'])).toBe('es');
  expect(chooseLanguage(null, null, ['fr'])).toBe('en');
  expect(chooseLanguage('en-xb', null, [])).toBe('en-XB');
  expect(chooseLanguage(null, null, ['en-XB', 'de'])).toBe('de'); // nobody is led there
});

test('dates are written as where the visitor lives', () => {
  expect(localeOf('en', ['de-DE', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeOf('de', ['en-US'])).toBe('de');
  expect(localeOf('en-XB', ['de'])).toBe('en');
});

test('every language loads its own words', async () => {
  const all = await Promise.all(Object.values(catalogues).map((load) => load()));
  expect(all).toEqual([en, de, es, expect.objectContaining({ list: '[Líst ~~~]' })]);
});

test('money, times and what is to come are written by the locale', () => {
  expect(plain(writeMoney(euros(18), 'de'))).toBe('18 €');
  expect(writeMoney(euros(18.5), 'en')).toBe('€18.50');
  expect(plain(writeMoney({ amount: '1200', currency: 'JPY', minor: 1200 }, 'en'))).toBe('¥1,200');
  const [from, to] = [new Date('2026-03-06T09:00:00Z'), new Date('2026-03-06T11:00:00Z')];
  expect(plain(writeRange(from, to, 'time', 'de', 'Europe/Berlin'))).toMatch(/^10:00\s?–\s?12:00( Uhr)?$/);
  expect(writeUntil(to, from, 'en')).toBe('in 2 hours');
  expect(writeUntil(new Date(from.getTime() + 90_000), from, 'de')).toBe('in 90 Sekunden');
  expect(writeUntil(new Date(from.getTime() + 3 * 86_400_000 - 1), from, 'es')).toBe('dentro de 2 días');
  expect(writeUntil(from, to, 'en')).toBe('in 0 seconds');
});

test('a zone differs where its clock does at that time, whatever it is called', () => {
  const winter = new Date('2026-01-06T09:00:00Z');
  const between = new Date('2026-03-20T09:00:00Z'); // New York has summer time already
  expect(ownZone('Europe/Berlin', winter, 'Europe/Paris')).toBeNull();
  expect(ownZone('Europe/Berlin', winter, 'Europe/London')).toBe('Europe/London');
  expect(ownZone('America/New_York', winter, 'America/Bogota')).toBeNull();
  expect(ownZone('America/New_York', between, 'America/Bogota')).toBe('America/Bogota');
});
