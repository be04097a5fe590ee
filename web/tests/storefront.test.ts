// What the shop's page knows, with a clock that is wrong and answers that come late.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Slot } from '../src/api/client';
import { Shop } from '../src/storefront/state';
import { slotWith } from './slot';

const day = 86_400_000;
const at = (ahead: number): string => new Date(Date.now() + ahead).toISOString();

function shopWith(slots: Slot[], ahead = 0): Shop {
  return new Shop({
    shop: { slug: 'kiln', name: 'Kiln', time_zone: 'Europe/Berlin', keys: [] },
    origin: 'https://shop.example',
    mark: '1',
    slots: { from: at(ahead), to: at(ahead + 90 * day), slots },
  }, '/s/kiln');
}

beforeEach(() => void vi.stubGlobal('matchMedia', () => ({ matches: false })));
afterEach(() => void vi.unstubAllGlobals());

test('news are newer than a list that was read before them and comes behind them', async () => {
  const soon = slotWith({ starts_at: at(day), ends_at: at(day + 3_600_000) });
  const shop = shopWith([soon]);
  const reads = async (revision: number): Promise<number | undefined> => {
    vi.stubGlobal('fetch', async () => Response.json({ slots: [{ ...soon, revision }] }));
    await shop.reread();
    return shop.slots.value.get(soon.id)?.revision;
  };
  expect(await reads(soon.revision - 1)).toBe(soon.revision);
  expect(await reads(soon.revision + 1)).toBe(soon.revision + 1);
});

test('time is the server\'s, where the device is wrong by a day', () => {
  const shop = shopWith([], day);
  expect(Math.abs(shop.now.value.getTime() - Date.now() - day)).toBeLessThan(5_000);
});
