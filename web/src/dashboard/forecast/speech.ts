import { catalogueOf } from '../parts/catalogue';
import type { ForecastWords } from './words/en';

export const useWords = await catalogueOf<ForecastWords>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});
