// What lists say: a catalogue of their own, loaded with the first of these views, so that nobody waits for it who looks at the
// day only.
import { computed, effect, signal } from '@preact/signals';
import type { Catalogues, Language } from '../../words/languages';
import { speech } from '../speech';
import type { Words } from '../words/en';
import type { ListWords } from './words/en';

const catalogues: Catalogues<ListWords> = {
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
};

const loaded = signal<ListWords | null>(null);
let ready: Promise<void> = Promise.resolve();

async function load(language: Language): Promise<void> {
  const words = await catalogues[language]();
  if (speech.peek()?.language === language) loaded.value = words;
}
effect(() => {
  if (speech.value) ready = load(speech.value.language);
});
// A view is shown once this module is there, and then there are words.
await ready;

type Both = { words: Words & ListWords; locale: string };
const both = computed<Both | null>(() =>
  speech.value && loaded.value && { words: { ...speech.value.words, ...loaded.value } as Words & ListWords, locale: speech.value.locale });

/** The frame's words with those of the lists. */
export function useWords(): Both {
  if (!both.value) throw new Error('a list is shown once its words are there');
  return both.value;
}
