import { describe, expect, it } from 'vitest';
import { doubtsOf, type Leaving } from '../../src/dashboard/fulfilment/doubts';

const line = (part: Partial<Leaving> = {}): Leaving => ({ booking: '3k7m2x9qh', at: '2026-12-02T17:00:00Z', zone: 'Europe/Berlin', fulfilment: 'PICKUP', to_pay: null, ...part });
const noon = new Date('2026-12-02T11:00:00Z');

describe('before goods are handed over', () => {
  it('nothing is asked of what is paid, on its day', () => {
    expect(doubtsOf([line()], noon)).toEqual({ early: undefined, toPay: null });
    expect(doubtsOf([line()], new Date('2026-12-05T11:00:00Z')), 'nor later').toEqual({ early: undefined, toPay: null });
  });
  it('the day is the one of the slot’s zone', () => {
    expect(doubtsOf([line()], new Date('2026-12-01T22:59:00Z')).early).toBeDefined();
    expect(doubtsOf([line()], new Date('2026-12-01T23:01:00Z')).early).toBeUndefined();
  });
  it('what is owed is asked for', () => {
    const to_pay = { amount: '78.00', currency: 'EUR', minor: 7800 };
    expect(doubtsOf([line({ to_pay }), line({ to_pay })], noon).toPay).toBe(to_pay);
  });
  it('of several, the last whose day has not come is named', () => {
    const last = line({ at: '2026-12-09T17:00:00Z' });
    expect(doubtsOf([last, line({ at: '2026-12-08T17:00:00Z' }), line()], noon).early).toBe(last);
  });
  it('what is delivered or digital leaves when it leaves', () => {
    const later = '2026-12-09T17:00:00Z';
    for (const fulfilment of ['DELIVERY', 'SAME-DAY', 'DIGITAL']) expect(doubtsOf([line({ at: later, fulfilment })], noon).early).toBeUndefined();
  });
});
