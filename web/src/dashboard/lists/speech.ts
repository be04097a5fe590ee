// What lists say, with the frame's words. A view is shown once this module is there, and then there are words.
import { catalogueOf } from '../parts/catalogue';
import type { ListWords } from './words/en';

export const useWords = await catalogueOf<ListWords>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});
