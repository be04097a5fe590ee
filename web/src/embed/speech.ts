// What the page speaks.
import { speaker } from '../words/languages';
import type { Words } from './words/en';

export const { speech, speakFirst, speakFromNowOn } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});
