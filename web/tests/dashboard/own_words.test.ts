// Views that have words of their own: each folder of the dashboard with a catalogue is found by itself.
import { expect, test } from 'vitest';
import { frame } from '../../src/dashboard/words/en/frame';

type Message = string | ((...facts: never[]) => string);
type Catalogue = Record<string, Message>;

const files = import.meta.glob<Record<string, Catalogue>>('../../src/dashboard/*/words/{en,de,es,pseudo}.ts', { eager: true });
const speeches = import.meta.glob<string>('../../src/dashboard/*/speech.ts', { query: '?raw', import: 'default', eager: true });
const sources = import.meta.glob<string>('../../src/dashboard/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
const source = Object.entries(sources).filter(([path]) => !path.includes('/words/')).map(([, text]) => text).join('\n');

const names = Object.keys(speeches).map((path) => path.split('/').at(-2) ?? '').sort();
const wordsOf = (name: string, language: string): Catalogue => files[`../../src/dashboard/${name}/words/${language}.ts`]?.[language] ?? {};

// What two languages share.
const same: Record<string, readonly string[]> = {
  forecast: ['de.inCurrency', 'de.line:plan', 'de.plan', 'de.unitsOf', 'es.inCurrency', 'es.line:plan', 'es.plan', 'es.unitsOf'],
  lists: ['de.code', 'de.name', 'de.settledBy', 'es.no', 'es.settledBy'],
  outside: ['de.maker:shopify', 'de.maker:square', 'de.tillName', 'es.maker:shopify', 'es.maker:square'],
  report: ['de.dropFrom', 'de.way:DIGITAL', 'es.dropFrom'],
  voice: ['de.mood:neutral'],
};
const facts = [7, 'so', 9] as unknown as never[];
const said = (message: Message): string => (typeof message === 'string' ? message : message(...facts));

test('every catalogue is looked at', () => {
  const folders = new Set(Object.keys(files).map((path) => path.split('/').at(-3) ?? ''));
  expect([...folders].sort()).toEqual(names);
});

for (const name of names) {
  const en = wordsOf(name, 'en');

  test(`no message of ${name} is empty, or English by mistake`, () => {
    const shared: string[] = [];
    for (const language of ['de', 'es', 'pseudo']) {
      const words = wordsOf(name, language);
      expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
      for (const [key, message] of Object.entries(words)) {
        expect(said(message), `${language}.${key}`).toMatch(/\S/);
        if (said(message) === said(en[key]!)) shared.push(`${language}.${key}`);
      }
    }
    expect(shared.sort()).toEqual([...(same[name] ?? [])].sort());
  });

  test(`every message of ${name} is said somewhere`, () => {
    for (const key of Object.keys(en)) {
      const [kind, choice] = key.split(':');
      const found = choice === undefined
        ? new RegExp(`\\bwords\\.${key}\\b|'${key}'`).test(source)
        : source.includes(`words['${key}']`) || source.includes(`words[\`${kind}:\${`);
      expect(found, key).toBe(true);
    }
  });

  test(`no message of ${name} hides one below it`, () => {
    const onLists = speeches[`../../src/dashboard/${name}/speech.ts`]?.includes('../lists/speech');
    const below = { ...frame, ...(onLists ? wordsOf('lists', 'en') : {}) };
    expect(Object.keys(en).filter((key) => key in below)).toEqual([]);
  });
}
