// What these pages speak.
import { signal } from '@preact/signals';
import { speaker, type Speech } from '../words/languages';
import type { Words } from './words/en';

export const { speech, speakFirst, speakFromNowOn } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});

/** What a screen reader is told when it happens, besides what it reads by itself. */
export const announcement = signal('');

/** Components are shown once there are words. */
export function useSpeech(): Speech<Words> {
  if (!speech.value) throw new Error('nothing is shown before the language is known');
  return speech.value;
}
