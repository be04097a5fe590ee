// How goods reach their customer, and how it is paid by who does not pay online.
import { seatSku } from '../calendar/slots';
import type { Line } from './page';

export const isDelivered = (kind: string): boolean => kind === 'DELIVERY' || kind === 'SAME-DAY';

export type PaidLater = 'payAtPickup' | 'payOnDelivery' | 'payThere';

/** By where the customer and the shop meet: a seat and several ways are "there", and what is digital has no place. */
export function paidLater(lines: readonly Pick<Line, 'sku' | 'fulfilment'>[]): PaidLater {
  const ways = new Set<PaidLater>();
  for (const { sku, fulfilment } of lines) {
    if (sku === seatSku) ways.add('payThere');
    else if (fulfilment !== 'DIGITAL') ways.add(isDelivered(fulfilment) ? 'payOnDelivery' : 'payAtPickup');
  }
  const [only = 'payThere'] = ways;
  return ways.size === 1 ? only : 'payThere';
}
