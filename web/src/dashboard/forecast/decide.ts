// Which slots need a decision, and which.
import type { components } from '../../api/schema';

export type Forecast = components['schemas']['Forecast'];
export type Decision = 'waiting' | 'more' | 'no-price' | 'not-on-sale' | 'behind' | 'slow' | 'fine';

const likely = 0.7;
const slow = 0.4;
const behind = 0.9; // of the plan
const soon = 14; // days: earlier it is too soon to call anything slow
const order: readonly Decision[] = ['waiting', 'more', 'no-price', 'behind', 'slow', 'not-on-sale', 'fine'];

export function decisionOf(forecast: Forecast): Decision {
  if (forecast.standstill === 'no-price' || forecast.standstill === 'not-on-sale') return forecast.standstill;
  if (forecast.standstill === 'over') return 'fine';
  if (forecast.waiting > 0) return 'waiting';
  if (forecast.made_of.likeness === 'none' && forecast.sold_out_at === null) return 'fine'; // an assumption decides nothing
  if (forecast.sells_out >= likely) return 'more';
  if (forecast.plan !== null && forecast.demand.mean < behind * forecast.plan) return 'behind';
  if (forecast.days_before <= soon && forecast.sell_through < slow) return 'slow';
  return 'fine';
}

/** What needs one first, and of these the soonest. */
export function byNeed(forecasts: readonly Forecast[]): Forecast[] {
  const rank = (forecast: Forecast): number => order.indexOf(decisionOf(forecast));
  return [...forecasts].sort((a, b) => rank(a) - rank(b) || a.starts_at.localeCompare(b.starts_at) || a.sku.localeCompare(b.sku));
}

export const keyOf = (forecast: Pick<Forecast, 'slot' | 'sku'>): string => `${forecast.slot} ${forecast.sku}`;
