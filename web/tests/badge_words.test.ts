// Badges are said by three apps. One catalogue for all of them would be one more request in each first view, so each has its own, and
// this holds them together.
import { expect, test } from 'vitest';
import { de as bookingDe } from '../src/booking/words/de';
import { en as bookingEn } from '../src/booking/words/en';
import { es as bookingEs } from '../src/booking/words/es';
import { de as elementsDe } from '../src/elements/words/de';
import { en as elementsEn } from '../src/elements/words/en';
import { es as elementsEs } from '../src/elements/words/es';
import { de } from '../src/words/de';
import { en } from '../src/words/en';
import { es } from '../src/words/es';

const badges = ['opens', 'opensSoon', 'soldOut', 'closed', 'cancelled', 'toPreorder', 'onlyPlaces', 'places', 'onlyLeft', 'left'] as const;
const ways = ['pickup', 'delivery', 'sameDay', 'digital', 'withFee'] as const;

function said<Name extends string>(catalogue: Record<Name, unknown>, names: readonly Name[]): string[] {
  return names.flatMap((name) => {
    const message = catalogue[name];
    return typeof message === 'function' ? [1, 2, 7].map((fact) => String(message(fact, 'then'))) : [String(message)];
  });
}

test('a badge says the same wherever it stands', () => {
  expect(said(bookingEn, [...badges, ...ways])).toEqual(said(en, [...badges, ...ways]));
  expect(said(bookingDe, [...badges, ...ways])).toEqual(said(de, [...badges, ...ways]));
  expect(said(bookingEs, [...badges, ...ways])).toEqual(said(es, [...badges, ...ways]));
  expect(said(elementsEn, badges)).toEqual(said(en, badges));
  expect(said(elementsDe, badges)).toEqual(said(de, badges));
  expect(said(elementsEs, badges)).toEqual(said(es, badges));
});
