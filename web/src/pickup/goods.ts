// What goods are called. Seats are no product of the shop's, so what they are called is a matter of the reader's language.
import type { Words } from './words/en';

const seat = 'SEAT'; // the SKU, of the server

export function goodsName({ sku, name }: { sku: string; name: string }, words: Words): string {
  return sku === seat ? words.seat : name;
}
