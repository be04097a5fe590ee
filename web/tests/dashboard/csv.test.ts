import { expect, test } from 'vitest';
import { csvOf, joinedTables } from '../../src/dashboard/parts/csv';
import { tableOf } from '../../src/dashboard/parts/list';
import { restFrom } from '../../src/dashboard/parts/rest';

test('commas, quotes and line ends are quoted, and lines end as RFC 4180 says', () => {
  expect(csvOf([['a', 'b'], ['x,y', 'say "so"'], ['two\nlines', '']])).toBe('a,b\r\n"x,y","say ""so"""\r\n"two\nlines",\r\n');
});

test('what a spreadsheet would run is text; numbers stay numbers', () => {
  expect(csvOf([['=HYPERLINK("x")', '+1', '-2', '@a', '\tb']])).toBe(`"'=HYPERLINK(""x"")",'+1,'-2,'@a,'\tb\r\n`);
  expect(csvOf([[-2, 4.5]])).toBe('-2,4.5\r\n');
});

test('a table exports the columns that have a text, by name', () => {
  const columns = [
    { name: 'Who', show: () => null, text: (row: { who: string; many: number }) => row.who },
    { name: 'Do', show: () => null },
    { name: 'Many', show: () => null, text: (row: { who: string; many: number }) => row.many },
  ];
  expect(tableOf(columns, [{ who: 'Bea', many: 2 }])).toBe('Who,Many\r\nBea,2\r\n');
});

test('pages of a table are one table, with one head', () => {
  expect(joinedTables(['a,b\r\n1,2\r\n', 'a,b\r\n3,4\r\n', 'a,b\r\n'])).toBe('a,b\r\n1,2\r\n3,4\r\n');
});

/** A list of so many numbers, which gives at most 200 at a time. */
const numbers = (all: number) => (cursor: string | undefined, limit = 50) => {
  const from = Number(cursor ?? 0);
  const to = Math.min(all, from + Math.min(limit, 200));
  return Promise.resolve({ rows: Array.from({ length: to - from }, (_, at) => from + at), next: to < all ? String(to) : null });
};

test('an export asks for every page behind those that are shown', async () => {
  const { rows, cut } = await restFrom(numbers(730), '50', 10_000);
  expect([rows.length, rows[0], rows.at(-1), cut]).toEqual([680, 50, 729, false]);
  expect((await restFrom(numbers(10), undefined, 10_000)).rows).toHaveLength(10);
});

test('an export ends somewhere, and says that it did; what cannot be asked makes none', async () => {
  const { rows, cut } = await restFrom(numbers(100_000), '50', 1_000);
  expect([rows.length, cut]).toEqual([1_000, true]);
  expect((await restFrom(numbers(1_050), '50', 1_000)).cut).toBe(false);
  await expect(restFrom(() => Promise.reject(new Error('away')), '50', 1_000)).rejects.toThrow('away');
});

// Views, as they are written.
const sources = Object.entries(import.meta.glob<string>('../../src/dashboard/**/*.tsx', { query: '?raw', import: 'default', eager: true }));
const listsOf = (source: string): string[] => source.split(/<List\b/).slice(1).map((list) => list.slice(0, list.indexOf('columns=')));

test('every list is exported, and with what is not shown of it yet', () => {
  const lists = sources.flatMap(([path, source]) => listsOf(source).map((list) => ({ path, list })));
  expect(lists.length).toBeGreaterThan(40);
  expect(lists.filter(({ list }) => !/\bfile=/.test(list)).map(({ path }) => path)).toEqual(['../../src/dashboard/voice/paste.tsx']); // a sample
  const byPages = lists.filter(({ list }) => /\brows=\{(pages|asked)\.rows\b/.test(list));
  expect(byPages.length).toBeGreaterThan(9);
  expect(byPages.filter(({ list }) => !/\brest=/.test(list)).map(({ path }) => path)).toEqual([]);
});
