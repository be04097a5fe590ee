// Which language a visitor reads, and how it is written.
import { signal } from '@preact/signals';
import type { Words } from './en';

/** By tag, in the order of the choice; its own name is how its readers find it. */
export const languages = {
  en: { name: 'English', dir: 'ltr', load: async () => (await import('./en')).en },
  de: { name: 'Deutsch', dir: 'ltr', load: async () => (await import('./de')).de },
  es: { name: 'Español', dir: 'ltr', load: async () => (await import('./es')).es },
  'en-XB': { name: '[Pséüdó]', dir: 'rtl', load: async () => (await import('./pseudo')).pseudo },
} as const satisfies Record<string, { name: string; dir: 'ltr' | 'rtl'; load: () => Promise<Words> }>;

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

/** ?lang, what was chosen before, what the browser prefers; English where nothing fits. */
export function chooseLanguage(asked: string | null, chosen: string | null, preferred: readonly string[]): Language {
  return known(asked) ?? known(chosen) ?? preferred.map(known).find((tag) => tag && tag !== hidden) ?? 'en';
}

/** Dates and numbers as they are written where the visitor lives: "en-GB" for somebody who reads English there. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const own = language.split('-')[0];
  return preferred.find((tag) => tag.split('-')[0] === own && known(tag) !== hidden) ?? (own as string);
}

/** What the page speaks now; everything that shows words follows it. */
export const speech = signal<{ language: Language; locale: string; words: Words } | null>(null);

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

async function speak(language: Language): Promise<void> {
  const words = await languages[language].load();
  document.documentElement.lang = language;
  document.documentElement.dir = languages[language].dir;
  speech.value = { language, locale: localeOf(language, navigator.languages), words };
}

/** The visitor's language, before anything is shown. */
export function speakFirst(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang');
  return speak(chooseLanguage(asked, recall(remembered), navigator.languages));
}

/** The visitor chose; it is remembered, and an address that asked for another language asks for this one. */
export async function speakFromNowOn(language: Language): Promise<void> {
  remember(remembered, language);
  const address = new URL(location.href);
  if (address.searchParams.has('lang')) {
    address.searchParams.set('lang', language);
    history.replaceState(history.state, '', address);
  }
  await speak(language);
}
