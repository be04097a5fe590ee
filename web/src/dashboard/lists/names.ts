// What a SKU is called, for people.
import type { components } from '../../api/schema';
import { useAnswer } from '../parts/answer';
import type { Dashboard } from '../state';
import { useWords } from './speech';

export type Product = components['schemas']['Product'];

/** Products of the shop, and how a SKU is called: by itself while they are not there yet. */
export function useNames(app: Dashboard): { products: readonly Product[]; nameOf: (sku: string) => string } {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}', { shop: app.shop.slug }), []);
  const products = asked.value?.products ?? [];
  return {
    products,
    nameOf: (sku) => (sku === 'SEAT' ? words.seat : products.find((product) => product.sku === sku)?.name ?? sku),
  };
}
