// A ladder for who books early, from what slots cost now.
import type { Slot } from '../../api/client';

const off = 0.15;
const days = 7;

type Offer = Slot['offers'][number];
const fullPrice = ({ price, next_price: next }: Offer): NonNullable<Offer['price']> | null => next ?? price;

/** "price MUG 18.70 EUR until 7 days before, 22": a line for each thing that all of them sell at one price. */
export function earlyBird(slots: readonly Slot[]): string {
  const [first, ...others] = slots;
  const costsTheSame = (sku: string, minor: number): boolean => others.every(({ offers }) => offers.some((one) => one.sku === sku && fullPrice(one)?.minor === minor));
  return (first?.offers ?? []).flatMap((offer) => {
    const full = fullPrice(offer);
    if (!full || full.minor <= 0 || !costsTheSame(offer.sku, full.minor)) return [];
    const digits = full.amount.split('.')[1]?.length ?? 0;
    const early = (Math.round(full.minor * (1 - off)) / 10 ** digits).toFixed(digits);
    return [`price ${offer.sku} ${early} ${full.currency} until ${days} days before, ${full.amount}`];
  }).join('\n');
}
