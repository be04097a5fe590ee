// No code that the server can send lacks words: what its sources can send is held against what the API says, and the catalogues have the
// API's types.
import { expect, test } from 'vitest';
import { Problem } from '../../src/api/client';
import { actionOf, factsOf } from '../../src/dashboard/audit/facts';
import { de as deLists } from '../../src/dashboard/lists/words/de';
import { en as enLists } from '../../src/dashboard/lists/words/en';
import { de } from '../../src/dashboard/problems/de';
import { es } from '../../src/dashboard/problems/es';
import { sayProblem, type Kind } from '../../src/dashboard/problems/say';
import { de as deFrame } from '../../src/dashboard/words/de';
import { es as esLists } from '../../src/dashboard/lists/words/es';
import { en as enFrame } from '../../src/dashboard/words/en';
import { es as esFrame } from '../../src/dashboard/words/es';

const sources = Object.values({
  ...import.meta.glob<string>('../../../commerce/**/*.{cpp,hpp}', { query: '?raw', import: 'default', eager: true }),
  ...import.meta.glob<string>('../../../server/**/*.{cpp,hpp}', { query: '?raw', import: 'default', eager: true }),
}).join('\n');
const api = Object.values(import.meta.glob<string>('../../../server/api/openapi.yaml', { query: '?raw', import: 'default', eager: true }))[0] ?? '';

/** The values of an enum of the API's description. */
function enumOf(schema: string): string[] {
  const from = api.indexOf(`\n    ${schema}:\n`);
  const part = from < 0 ? '' : api.slice(from + 5).split(/\n    \w/, 1)[0] ?? '';
  const list = part.split('enum:')[1];
  if (list === undefined) throw new Error(`the API has no enum ${schema}`);
  return list.match(/[a-z][a-z_.-]*/g) ?? [];
}
const english = { ...enFrame, ...enLists } as never;
const spanish = { ...esFrame, ...esLists } as Record<string, unknown>;
const german = { ...deFrame, ...deLists } as never;
const all = (pattern: RegExp): string[] => [...new Set([...sources.matchAll(pattern)].map(([, found]) => found ?? ''))].sort();

test('every kind of problem that the server knows is in the API, and said in each language', () => {
  const said = /\bProblemKind\{\s*"([a-z-]+)"/g;
  const kinds = all(said);
  expect([...sources.matchAll(said)], 'each kind once').toHaveLength(kinds.length);
  expect(kinds.length).toBeGreaterThan(90);
  expect(enumOf('ProblemKind').sort()).toEqual(kinds);
  for (const words of [de, es]) expect(Object.keys(words.kinds).sort()).toEqual(kinds);
});

test('every fault of a member is in the API, and said in each language', () => {
  const faults = all(/(?:refuse|wrong)\([^;]*?\{"([a-z-]+)"[^;]*\}\);/g);
  expect(faults.length).toBeGreaterThan(15);
  expect(enumOf('MemberFault').sort()).toEqual(faults);
  for (const words of [de, es]) {
    expect(Object.keys(words.faults).sort()).toEqual(faults);
    for (const say of Object.values(words.faults)) expect(say({ least: 1, most: 9 })).toMatch(/\S.*\.$/);
  }
});

test('every action of the audit log is in the API, and said in each language', () => {
  const families = 'app_password|booking|bundle|capacity|code|device|drop|experiment|feed|fulfilment|lease|order|product|scan|shift|shop|slot|stock|task|till|voice|waiting|webhook|zone';
  const files = ['booking.ics', 'fulfilment.csv'];
  // What webhooks are told has names of its own (commerce/webhooks/events.cpp), which the log does not have.
  const told = /\{"[a-z_.]+", "[a-z_.-]*"\},|\b(?:owe_events|happened|queue)\([^;]*;|kind == "[a-z_.]+"/g;
  const recorded = sources.replace(told, '').replace(/\/\/.*/g, '');
  const literals = [...recorded.matchAll(new RegExp(`"((?:${families})\\.[a-z_-]+)"`, 'g'))].map(([, name = '']) => name).filter((name) => !files.includes(name));
  // Where the second word is the name of a value, the API lists the values.
  const built = [
    ...enumOf('StockKind').map((kind) => `stock.${kind}`),
    ...enumOf('LineState').map((state) => `fulfilment.${state}`),
    ...['taken', 'declined', 'lapsed', 'left', 'closed'].map((state) => `waiting.${state}`),
    ...['asked', 'accepted', 'tentative'].map((answer) => `shift.${answer}`),
  ];
  const actions = enumOf('AuditAction').sort();
  expect([...new Set([...literals, ...built])].sort()).toEqual(actions);
  for (const words of [english, german]) expect(actions.filter((action) => !actionOf(action, words))).toEqual([]);
  expect(actionOf('payment.charge.dispute.created', german)).toContain('charge.dispute.created');
  expect(actionOf('later.version', german)).toBeUndefined();
});

const problem = (kind: string, facts: object = {}): Problem =>
  new Problem(409, 'In English.', { type: `https://shop.example/problems/${kind}`, kind: kind as Kind, title: '', status: 409, detail: 'In English.', ...facts });

test('a problem is said in the reader’s language, with its facts', () => {
  expect(sayProblem(problem('sold-out', { remaining: 1 }), de).sentence).toContain('Nur noch 1 ist frei');
  expect(sayProblem(problem('sold-out'), es).sentence).toContain('No queda nada libre');
  expect(sayProblem(problem('booking-cancelled'), de)).toEqual({ sentence: de.kinds['booking-cancelled'] });
  expect(sayProblem(problem('invalid-member', { reason: 'range', least: 1, most: 1000 }), de)).toEqual({ sentence: 'Schreib eine ganze Zahl von 1 bis 1.000.' });
});

test('where only the server knows the case, its words stand below, and what nobody translated is English', () => {
  expect(sayProblem(problem('wrong-state'), de).detail).toEqual({ before: de.serverSays, text: 'In English.' });
  expect(sayProblem(problem('of-a-later-version'), de)).toEqual({ sentence: 'In English.' });
  expect(sayProblem(problem('sold-out', { remaining: 1 }), null)).toEqual({ sentence: 'In English.' });
});

test('every fact that is written down is said in each language', () => {
  // What an entry says stands in the call that records it, or in an object called facts beside that.
  const files = Object.values(import.meta.glob<string>('../../../{commerce,server}/**/*.cpp', { query: '?raw', import: 'default', eager: true }));
  const recording = files.map((text) => text.replace(/\/\/.*/g, '')).filter((text) => /\brecord\(/.test(text)).join('\n');
  const written = [...recording.matchAll(/\brecord\([^;]*;|\bobject facts\{[^;]*;/g)].flatMap(([call]) => [...call.matchAll(/\{"([a-z_]+)",/g)].map(([, name = '']) => name));
  const added = [...recording.matchAll(/\bfacts\["([a-z_]+)"\] =/g)].map(([, name = '']) => name);
  const ids = ['conflict', 'hold', 'id', 'lease', 'passage', 'task']; // which nobody is shown
  const names = [...new Set([...written, ...added])].filter((name) => !ids.includes(name)).sort();
  expect(names.length).toBeGreaterThan(40);
  for (const words of [english, german, spanish] as Record<string, unknown>[]) expect(names.filter((name) => !(`fact:${name}` in words))).toEqual([]);
});

test('what was changed of a customer is named, and not to what', () => {
  const reader = { words: german, locale: 'de', zone: 'Europe/Berlin' };
  expect(factsOf({ changed: ['name', 'email', 'language'] }, reader)).toBe('geändert: Name; E-Mail; Sprache');
});

test('facts of the log leave out what says nothing to people, and call goods by their name', () => {
  const reader = { words: german, locale: 'de', zone: 'Europe/Berlin', nameOf: (sku: string) => (sku === 'MUG' ? 'Blauer Becher' : sku) };
  const facts = { line: 0, sku: 'MUG', reason: 'Regen', state: 'handed-over', slot: '068q2m4v7c9xk3n5t8w1z0ar2d', cause: '', expires_at: '2026-03-01T12:00:00Z', new_one: 'x', lines: [{ line: 1, units: 2, sku: 'MUG', minor: 3600 }] };
  expect(factsOf(facts, reader)).toBe('Ware: Blauer Becher, Grund: Regen, jetzt: Ausgegeben, bis: So., 1. März um 13:00, new_one: x, Ware: 2 × Blauer Becher');
});
