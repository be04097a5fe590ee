// Words of one view or a few, loaded with the first of them, so that nobody waits for them who looks at something else.
import { computed, effect, signal } from '@preact/signals';
import type { Catalogues, Language } from '../../words/languages';
import { speech, useWords as useFrameWords } from '../speech';
import type { Words } from '../words/en';

interface Said<All> {
  words: All;
  locale: string;
}

/** Once the words are there: what gives components these with those below, the frame's where nothing else is named. */
export async function catalogueOf<Own extends object, Below extends Words = Words>(
  catalogues: Catalogues<Own>, useBelow: () => Said<Below> = useFrameWords as () => Said<Below>): Promise<() => Said<Below & Own>> {
  const loaded = signal<Own | null>(null);
  let ready: Promise<void> = Promise.resolve();
  const load = async (language: Language): Promise<void> => {
    const words = await catalogues[language]();
    if (speech.peek()?.language === language) loaded.value = words;
  };
  effect(() => {
    if (speech.value) ready = load(speech.value.language);
  });
  const both = computed<Said<Below & Own> | null>(() => {
    if (!speech.value || !loaded.value) return null;
    const { words, locale } = useBelow();
    return { words: { ...words, ...loaded.value }, locale };
  });
  await ready;
  return () => {
    if (!both.value) throw new Error('a view is shown once its words are there');
    return both.value;
  };
}
