import { counter } from '../../words/plural';
import type { Words } from './en';

const count = counter('de');

export const de: Words = {
  left: (units) => count(units, { one: 'noch #', other: 'noch #' }),
  onlyLeft: (units) => count(units, { one: 'nur noch #', other: 'nur noch #' }),
  places: (places) => count(places, { one: 'noch # Platz', other: 'noch # Plätze' }),
  onlyPlaces: (places) => count(places, { one: 'nur noch # Platz', other: 'nur noch # Plätze' }),
  toPreorder: (units) => count(units, { one: '# vorzubestellen', other: '# vorzubestellen' }),
  opens: (when) => `Ab ${when}`,
  opensSoon: 'Bald',
  soldOut: 'Ausverkauft',
  closed: 'Geschlossen',
  cancelled: 'Abgesagt',
  from: (price) => `ab ${price}`,
  free: 'kostenlos',
  book: 'Buchen',
  look: 'Ansehen',
  toShop: 'Zum Geschäft',
  loading: 'Es wird nachgesehen …',
  nothing: 'Im Augenblick ist nichts im Verkauf.',
  gone: 'Das ist nicht mehr im Verkauf.',
  failed: 'Was im Verkauf ist, kann hier gerade nicht gezeigt werden.',
  list: (shop) => `Angebot: ${shop}`,
};
