import { expect, test } from 'vitest';
import { Problem, type ProblemDocument } from '../../src/api/client';
import { goodsName } from '../../src/pickup/goods';
import { sayProblem } from '../../src/pickup/problems/say';
import { de } from '../../src/pickup/words/de';
import { en } from '../../src/pickup/words/en';
import { es } from '../../src/pickup/words/es';

const refused = (kind: string, more: Partial<ProblemDocument> = {}): Problem =>
  new Problem(409, 'Said by the server.', { kind, detail: 'Said by the server.', ...more } as ProblemDocument);
const kinds = ['unknown-enrolment', 'too-many-attempts', 'unknown-shop', 'not-on-sale', 'records-first', 'may-not-sell', 'device-revoked', 'unknown-lease'];

test('what is refused is told in the language of who reads it, each kind by words of its own', async () => {
  for (const language of ['de', 'es'] as const) {
    const said = await Promise.all(kinds.map((kind) => sayProblem(refused(kind), language, 'offline')));
    expect(new Set(said.map(({ sentence }) => sentence)).size).toBe(kinds.length);
    expect(said.filter(({ detail, sentence }) => detail !== undefined || sentence === 'Said by the server.')).toEqual([]);
  }
  expect((await sayProblem(refused('sold-out', { remaining: 1 }), 'de', '')).sentence).toBe('Nur noch 1 ist frei. Übernimm weniger.');
  expect((await sayProblem(refused('sold-out', { remaining: 0 }), 'es', '')).sentence).toBe('Ya no queda nada libre.');
  expect(await sayProblem(refused('unknown-enrolment'), 'en', '')).toEqual({ sentence: 'Said by the server.' });
});

test('what has no words stands below in the server’s own', async () => {
  for (const problem of [refused('invalid-member'), refused('sold-out'), new Problem(500, 'Said by the server.')])
    expect(await sayProblem(problem, 'de', 'offline')).toEqual({ sentence: 'Das Geschäft hat das abgelehnt, auf Englisch:', detail: 'Said by the server.' });
  expect(await sayProblem(new Problem(0, 'fetch failed'), 'de', de.needsNetwork)).toEqual({ sentence: de.needsNetwork });
});

test('a seat is called what it is in the language of who reads', () => {
  const seat = { sku: 'SEAT', name: 'Seat' };
  expect([en, de, es].map((words) => goodsName(seat, words))).toEqual(['Seat', 'Platz', 'Plaza']);
  expect(goodsName({ sku: 'MUG', name: 'Mug' }, de)).toBe('Mug');
});

test('no message is empty, or another language’s by mistake', () => {
  const facts = [7, 'so'] as unknown as never[];
  for (const [name, words] of Object.entries({ de, es })) {
    for (const [key, message] of Object.entries(words)) {
      const text = typeof message === 'string' ? message : (message as (...given: never[]) => string)(...facts);
      expect(text, `${name}.${key}`).toMatch(/\S/);
      if (typeof message === 'string' && !['online', 'offline', 'total', 'title', 'today'].includes(key)) expect(text, `${name}.${key}`).not.toBe(en[key as keyof typeof en]);
    }
  }
});
