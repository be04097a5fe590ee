// In German, staff are addressed as "du" and customers as "Sie", and each thing has one word.
import { expect, test } from 'vitest';

type Catalogue = Record<string, string | ((...facts: never[]) => string)>;

const files = import.meta.glob<Record<string, Catalogue>>('../src/**/{words,problems}/**/*.ts', { eager: true });
const facts = [7, 'so', 9] as unknown as never[];

function said(of: (path: string) => boolean): [where: string, text: string][] {
  return Object.entries(files)
    .filter(([path]) => /\/de(\/\w+)?\.ts$/.test(path) && of(path))
    .flatMap(([path, exported]) => Object.values(exported).flatMap((words) => Object.entries(words).map(([key, message]): [string, string] => {
      const text = typeof message === 'function' ? message(...facts) : JSON.stringify(message);
      return [`${path} ${key}`, text];
    })));
}
const ofStaff = (path: string): boolean => path.includes('/dashboard/') || path.includes('/pickup/');
// What customers read on the device of who serves them.
const shownToCustomers = ['signHow', 'signField'];

test('the catalogues are found', () => {
  expect(said(ofStaff).length).toBeGreaterThan(900);
  expect(said((path) => !ofStaff(path)).length).toBeGreaterThan(200);
});

test('staff are "du"', () => {
  const formal = said(ofStaff).filter(([where, text]) => !shownToCustomers.some((key) => where.endsWith(` ${key}`)) && /\p{Ll}en Sie(?!\p{L})|(?<=[\p{Ll},] )(Ihnen|Ihre?[mnrs]?)(?!\p{L})/u.test(text));
  expect(formal).toEqual([]);
});

test('customers are "Sie"', () => {
  expect(said((path) => !ofStaff(path)).filter(([, text]) => /\b(du|dir|dich|dein(e[mnrs]?)?)\b/i.test(text))).toEqual([]);
});

test('one word names one thing', () => {
  const other = /(?<!\p{L})(Shops?|Ladens?|Drops?|Dashboard|[üÜ]bergeben|[üÜ]bergibt)(?!\p{L})/u;
  expect(said(() => true).filter(([, text]) => other.test(text))).toEqual([]);
});
