// What experiments say, with the words of the lists.
import { catalogueOf } from '../parts/catalogue';
import { useWords as useListWords } from '../lists/speech';
import type { ListWords } from '../lists/words/en';
import type { Words } from '../words/en';
import type { ExperimentWords } from './words/en';

export const useWords = await catalogueOf<ExperimentWords, Words & ListWords>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
}, useListWords);
