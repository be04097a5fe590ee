import { expect, test } from 'vitest';
import { de } from '../../src/dashboard/lists/words/de';
import { en } from '../../src/dashboard/lists/words/en';
import { es } from '../../src/dashboard/lists/words/es';
import { pseudo } from '../../src/dashboard/lists/words/pseudo';

// Words that two languages share.
const same = new Set(['de.code', 'de.name', 'es.no']);

test('no message of the lists is empty, or English by mistake', () => {
  const facts = [7, 'so'] as unknown as never[];
  for (const [language, words] of Object.entries({ de, es, pseudo })) {
    for (const [key, message] of Object.entries(words)) {
      const text = typeof message === 'string' ? message : (message as (...facts: never[]) => string)(...facts);
      expect(text, `${language}.${key}`).toMatch(/\S/);
      if (typeof message === 'string' && !same.has(`${language}.${key}`)) expect(text, `${language}.${key}`).not.toBe(en[key as keyof typeof en]);
    }
  }
});

test('every message of the lists is said somewhere', () => {
  const files = import.meta.glob<string>('../../src/dashboard/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true });
  const source = Object.values(files).join('\n');
  for (const key of Object.keys(en)) {
    const [kind, choice] = key.split(':');
    const said = choice === undefined
      ? new RegExp(`\\bwords\\.${key}\\b`).test(source)
      : source.includes(`words['${key}']`) || source.includes(`words[\`${kind}:\${`);
    expect(said, key).toBe(true);
  }
});
