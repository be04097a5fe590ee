// What the dashboard speaks.
import { speaker } from '../words/languages';
import type { Words } from './words/en';

export const { speech, speakFirst, speakFromNowOn } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});

/** Components are shown once there are words. */
export function useWords(): { words: Words; locale: string } {
  if (!speech.value) throw new Error('nothing is shown before the language is known');
  return speech.value;
}
