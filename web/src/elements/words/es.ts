import { counter } from '../../words/plural';
import type { Words } from './en';

const count = counter('es');

export const es: Words = {
  left: (units) => count(units, { one: 'queda #', other: 'quedan #' }),
  onlyLeft: (units) => count(units, { one: 'solo queda #', other: 'solo quedan #' }),
  places: (places) => count(places, { one: 'queda # plaza', other: 'quedan # plazas' }),
  onlyPlaces: (places) => count(places, { one: 'solo queda # plaza', other: 'solo quedan # plazas' }),
  toPreorder: (units) => count(units, { one: '# por encargo', other: '# por encargo' }),
  opens: (when) => `Abre ${when}`,
  opensSoon: 'Abre pronto',
  soldOut: 'Agotado',
  closed: 'Cerrado',
  cancelled: 'Cancelado',
  from: (price) => `desde ${price}`,
  free: 'gratis',
  book: 'Reservar',
  look: 'Ver',
  toShop: 'Ir a la tienda',
  loading: 'Mirando qué hay …',
  nothing: 'No hay nada a la venta en este momento.',
  gone: 'Esto ya no está a la venta.',
  failed: 'Ahora mismo no se puede mostrar aquí lo que hay a la venta.',
  list: (shop) => `Lo que ofrece ${shop}`,
};
