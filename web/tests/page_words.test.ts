// What the server's pages say before the script runs is what the apps say afterwards, in every language; and the templates
// say nothing by themselves.
import { expect, test } from 'vitest';
import { de as bookingDe } from '../src/booking/words/de';
import { en as bookingEn } from '../src/booking/words/en';
import { es as bookingEs } from '../src/booking/words/es';
import { de as embedDe } from '../src/embed/words/de';
import { en as embedEn } from '../src/embed/words/en';
import { es as embedEs } from '../src/embed/words/es';
import { de as shopDe } from '../src/words/de';
import { en as shopEn } from '../src/words/en';
import { es as shopEs } from '../src/words/es';

type Catalogue = Record<string, unknown>;
const shared: Catalogue[] = [
  { ...shopEn, ...bookingEn },
  { ...shopDe, ...bookingDe },
  { ...shopEs, ...bookingEs },
];
const embed: Catalogue[] = [embedEn, embedDe, embedEs];

const tables = import.meta.glob<string>('../../server/pages/messages/*.hpp', { query: '?raw', import: 'default', eager: true });
const templates = import.meta.glob<string>('../pages/*.mustache', { query: '?raw', import: 'default', eager: true });

/** The string literals between two braces of C++, adjacent ones as one. */
const textsOf = (row: string): string[] => {
  const joined = row.replace(/"\s+"/g, '');
  return [...joined.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
};
const rows = Object.entries(tables).flatMap(([file, source]) =>
  [...source.matchAll(/Message\{\s*((?:"(?:[^"\\]|\\.)*"[,\s]*)+)\}/g)].map(([, row = '']) => ({ file, texts: textsOf(row) })),
);

/** What a catalogue says, with the names of its facts in braces and "one|several" where it counts, as the server writes it. */
function written(message: unknown): string {
  if (typeof message !== 'function') return String(message);
  const say = message as (...facts: unknown[]) => string;
  const names = /^\(?([^)=]*)\)?\s*=>/.exec(message.toString())?.[1]?.split(',').map((name) => name.trim()) ?? [];
  const plain = say(...names.map((name) => `{${name}}`));
  if (!plain.includes('NaN')) return plain;
  const [one, several] = [1, 2].map((number) => say(number).replace(String(number), `{${names[0]}}`));
  return one === several ? String(one) : `${one}|${several}`;
}

test('the tables are read', () => {
  expect(rows.length).toBeGreaterThan(350);
  for (const { file, texts } of rows) expect(texts, `${file}: ${texts[0]}`).toHaveLength(4);
});

test('what the apps say, too, is said alike', () => {
  let compared = 0;
  for (const { file, texts } of rows) {
    const [name = '', ...said] = texts;
    const ofEmbed = file.endsWith('/embed.hpp');
    if (file.endsWith('/staff.hpp')) continue; // the dashboard's words are its own
    const key = ofEmbed ? name.charAt(5).toLowerCase() + name.slice(6) : name;
    const catalogues = ofEmbed ? embed : shared;
    if (!(key in (catalogues[0] ?? {}))) continue;
    compared += 1;
    expect(said, name).toEqual(catalogues.map((catalogue) => written(catalogue[key])));
  }
  expect(compared).toBeGreaterThan(250);
});

test('every problem that the app knows, the pages know', () => {
  const names = rows.map(({ texts }) => texts[0]);
  for (const name of Object.keys(bookingEn).filter((key) => key.startsWith('problem-'))) expect(names).toContain(name);
});

test('what is marked as the app’s message is that message', () => {
  for (const [file, source] of Object.entries(templates)) {
    for (const [, name = '', message = ''] of source.matchAll(/data-word="(\w+)"[^>]*>\[\[(\w+)\]\]</g)) {
      const expected = file.endsWith('/embed.mustache') ? `embed${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
      expect(message, file).toBe(expected);
    }
  }
});

const calls = Object.entries(templates).flatMap(([file, source]) => [...source.matchAll(/\[\[([^\]]*)\]\]/g)].map(([, call = '']) => ({ file, call })));

test('templates name messages that there are, and facts that these have', () => {
  const english = new Map(rows.map(({ texts: [name = '', en = ''] }) => [name, en]));
  for (const { file, call } of calls) {
    const [name = '', ...facts] = call.split(' ');
    expect([...english.keys()], file).toContain(name);
    for (const fact of facts) expect(english.get(name), `${file}: ${call}`).toContain(`{${fact.split('=')[0]}}`);
  }
});

// Names of products, and what is written for programs.
const names = /\b(Google|Outlook|Timeshelf|script-src|connect-src|img-src)\b/g;
const spokenAttributes = /\s(?:aria-label|alt|title|placeholder|content|value)="([^"]*)"/g;

test('templates hold no text of their own', () => {
  for (const [file, source] of Object.entries(templates)) {
    if (file.endsWith('/explain.mustache')) continue; // in English, to programmers
    const plain = source.replace(/<(style|script)\b[^>]*>.*?<\/\1>/gs, '').replace(/<(meta|!doctype)[^>]*>/g, '');
    const attributes = [...plain.matchAll(spokenAttributes)].map(([, value = '']) => value);
    for (const text of [plain.replace(/<[^>]*>/g, ' '), ...attributes]) {
      const own = text.replace(/\[\[[^\]]*\]\]|\{\{\{?[^}]*\}\}\}?/g, ' ').replace(names, ' ');
      expect(own.match(/\p{L}{2,}/gu) ?? [], file).toEqual([]);
    }
  }
});

test('what stands in an attribute has no markup', () => {
  const texts = new Map(rows.map(({ texts: [name = '', ...said] }) => [name, said]));
  for (const source of Object.values(templates))
    for (const [, name = ''] of source.matchAll(/="[^"]*\[\[(\w+)[^"]*"/g)) for (const text of texts.get(name) ?? []) expect(text).not.toMatch(/[<"]/);
});

test('a language fills in no fact that the English has not', () => {
  const factsOf = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
  for (const { texts } of rows) {
    const [name, en = '', ...others] = texts;
    for (const text of others) expect(factsOf(text).filter((fact) => !factsOf(en).includes(fact)), name).toEqual([]);
  }
});
