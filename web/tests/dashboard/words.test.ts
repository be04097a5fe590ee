import { expect, test } from 'vitest';
import { de } from '../../src/dashboard/words/de';
import { day } from '../../src/dashboard/words/en/day';
import { frame } from '../../src/dashboard/words/en/frame';
import { en } from '../../src/dashboard/words/en';
import { es } from '../../src/dashboard/words/es';

const same = new Set<string>(['feeds', 'webhooks']); // words of both languages

test('no two parts of the catalogue have a message of the same name', () => {
  const names = [frame, day].flatMap((part) => Object.keys(part));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('no message is empty, or English by mistake', () => {
  const facts = [7, 'so', 'then'] as unknown as never[];
  for (const [language, words] of Object.entries({ de, es })) {
    for (const [key, message] of Object.entries(words)) {
      const text = typeof message === 'string' ? message : (message as (...facts: never[]) => string)(...facts);
      expect(text, `${language}.${key}`).toMatch(/\S/);
      if (typeof message === 'string' && !same.has(key)) expect(text, `${language}.${key}`).not.toBe(en[key as keyof typeof en]);
    }
  }
});

test('whoever runs the shop is said “du” to, in every catalogue', () => {
  const catalogues = import.meta.glob<string>(['../../src/dashboard/**/words/de.ts', '../../src/dashboard/**/words/de/*.ts', '../../src/dashboard/problems/de.ts'], { query: '?raw', import: 'default', eager: true });
  expect(Object.keys(catalogues).length).toBeGreaterThan(10);
  for (const [path, text] of Object.entries(catalogues)) expect(text.match(/[a-zäöüß,] (?:Sie|Ihnen|Ihre?[mnrs]?)\b.*/g) ?? [], path).toEqual([]);
});
