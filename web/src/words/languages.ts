// The languages that the apps speak, which of them a person reads, and how it is written. Each app has a catalogue of its own,
// so that nobody loads what another says.
import { signal, type Signal } from '@preact/signals';

/** By tag, in the order of the choice; its own name is how its readers find it. */
export const languages = {
  en: { name: 'English', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  es: { name: 'Español', dir: 'ltr' },
  'en-XB': { name: '[Pséüdó]', dir: 'rtl' },
} as const satisfies Record<string, { name: string; dir: 'ltr' | 'rtl' }>;

export type Language = keyof typeof languages;

const remembered = 'timeshelf-language';
const hidden: Language = 'en-XB'; // for tests: nobody is led there

/** Those that people choose from. */
export const offered: readonly Language[] = (Object.keys(languages) as Language[]).filter((tag) => tag !== hidden);

function known(tag: string | null | undefined): Language | undefined {
  const lower = tag?.toLowerCase();
  const exact = (Object.keys(languages) as Language[]).find((one) => one.toLowerCase() === lower);
  return exact ?? offered.find((one) => lower?.split('-')[0] === one);
}

/** ?lang, what was chosen before, what is preferred; English where nothing fits. */
export function chooseLanguage(asked: string | null, chosen: string | null, preferred: readonly string[]): Language {
  return known(asked) ?? known(chosen) ?? preferred.map(known).find((tag) => tag && tag !== hidden) ?? 'en';
}

/** Dates and numbers as they are written where the person lives: "en-GB" for somebody who reads English there. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const own = language.split('-')[0];
  return preferred.find((tag) => tag.split('-')[0] === own && known(tag) !== hidden) ?? (own as string);
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing still shows the page
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export interface Speech<Words> {
  language: Language;
  locale: string;
  words: Words;
}

/** How each language's words are loaded. */
export type Catalogues<Words> = { [Tag in Language]: () => Promise<Words> };

export interface Speaker<Words> {
  /** What the page speaks now; everything that shows words follows it. */
  speech: Signal<Speech<Words> | null>;
  /** The person's language, before anything is shown. */
  speakFirst: () => Promise<void>;
  /** Follows what another part of the page speaks. */
  speak: (language: Language) => Promise<void>;
  /** The person chose; it is remembered, and an address that asked for another language asks for this one. */
  speakFromNowOn: (language: Language) => Promise<void>;
}

export function speaker<Words>(catalogues: Catalogues<Words>): Speaker<Words> {
  const speech = signal<Speech<Words> | null>(null);
  const speak = async (language: Language): Promise<void> => {
    const words = await catalogues[language]();
    document.documentElement.lang = language;
    document.documentElement.dir = languages[language].dir;
    speech.value = { language, locale: localeOf(language, navigator.languages), words };
  };
  return {
    speech,
    speak,
    // The page speaks what the browser prefers already, of what there is, or the shop's own language.
    speakFirst: () => speak(chooseLanguage(new URLSearchParams(location.search).get('lang'), recall(remembered), [document.documentElement.lang])),
    speakFromNowOn: async (language) => {
      remember(remembered, language);
      document.cookie = `${remembered}=${language};path=/;max-age=31536000;SameSite=Lax`; // the server's pages speak it, too
      const address = new URL(location.href);
      if (address.searchParams.has('lang')) {
        address.searchParams.set('lang', language);
        history.replaceState(history.state, '', address);
      }
      await speak(language);
    },
  };
}
