// What the server writes into a till's log: its own sources are read, so that none of it stays English unseen.
import { expect, test } from 'vitest';
import { sayOfTill } from '../../src/dashboard/outside/till_said';
import { de } from '../../src/dashboard/outside/words/de';
import { en } from '../../src/dashboard/outside/words/en';

const sources = import.meta.glob<string>(['../../../commerce/pos/pos.cpp', '../../../commerce/pos/pos_messages.cpp', '../../../commerce/core/till_figures.cpp', '../../../server/api/tills.cpp'],
  { query: '?raw', import: 'default', eager: true });
const source = (path: string): string => (sources[`../../../${path}`] ?? '').replace(/"\s+"/g, '');
const quoted = (code: string): string[] => [...code.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? '');
/** Statements that begin like that; a text may hold a semicolon. */
const statements = (path: string, begin: string): string[] =>
  [...source(path).matchAll(new RegExp(`(?:${begin})(?:[^;"]|"(?:[^"\\\\]|\\\\.)*")*;`, 'g'))].map(([code]) => code);
/** Sentences of a till's log: what becomes of a message or a change (pos.cpp, pos_messages.cpp, till_figures.cpp), and what was turned away (tills.cpp). */
const written = [
  ...statements('commerce/pos/pos_messages.cpp', 'set_message_state\\(|\\bis\\(|end_changes\\(').flatMap(quoted),
  ...statements('commerce/pos/pos.cpp', 'end_changes\\(|refuse_figures\\(').flatMap(quoted),
  ...statements('commerce/core/till_figures.cpp', 'not_told\\(').flatMap(quoted),
  ...[...source('server/api/tills.cpp').matchAll(/\bnote(?:_unheard)?\((?:\*till, )?"([^"]+)"/g)].map(([, text]) => text ?? ''),
].map((text) => text.replaceAll('\\"', '"').replaceAll('{}', '7')).filter((text) => text.includes(' '));

test('every sentence of a log is known in other languages', () => {
  expect(written.length).toBeGreaterThan(18);
  for (const sentence of written) expect(sayOfTill(sentence, de), sentence).not.toBe(sentence);
});

test('English says what the server says', () => {
  for (const sentence of written) expect(sayOfTill(sentence, en).replace(/[“”]/g, '"').replace('’', "'").slice(0, 12)).toBe(sentence.slice(0, 12));
});

test('what a maker answered stays as it was', () => {
  expect(sayOfTill('Square answered 404: Catalog object not found.', de)).toBe('Square answered 404: Catalog object not found.');
});
