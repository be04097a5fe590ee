// All of them travel along: the script is one file, so that a site has to allow one address.
import { de } from './de';
import { en, type Words } from './en';
import { es } from './es';

const catalogues: Record<string, Words> = { en, de, es };

export interface Said {
  words: Words;
  /** How dates and money are written. */
  locale: string;
}

/** By tag: "de-AT" speaks German and writes dates as in Austria; what is not spoken here is said in English. */
export function speak(tag: string): Said {
  const language = tag.toLowerCase().split('-')[0] ?? '';
  const words = catalogues[language];
  return words ? { words, locale: isLocale(tag) ? tag : language } : { words: en, locale: 'en' };
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
