// What the shop's page speaks.
import type { Words } from './en';
import { speaker, type Catalogues } from './languages';

export { chooseLanguage, localeOf, recall, remember } from './languages';

export const catalogues: Catalogues<Words> = {
  en: async () => (await import('./en')).en,
  de: async () => (await import('./de')).de,
  es: async () => (await import('./es')).es,
  'en-XB': async () => (await import('./pseudo')).pseudo,
};

export const { speech, speakFirst, speakFromNowOn } = speaker(catalogues);
