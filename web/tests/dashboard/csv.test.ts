import { expect, test } from 'vitest';
import { csvOf } from '../../src/dashboard/parts/csv';
import { tableOf } from '../../src/dashboard/parts/list';

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
