// What the server writes into a till's log, in the reader's language. What is not known here stays as it was said: it is what a
// maker answered.
import type { OutsideWords } from './words/en';

type Words = Pick<OutsideWords, Extract<keyof OutsideWords, `tillSaid:${string}`>>;

const sentences: readonly (readonly [RegExp, (words: Words, found: RegExpExecArray) => string])[] = [
  [/^Nobody knows "(.*)" here\./, (words, found) => words['tillSaid:unknown'](found[1] ?? '')],
  [/^It was before the last count/, (words) => words['tillSaid:before-count']],
  [/^A later count stands/, (words) => words['tillSaid:later-count']],
  [/^The till has said something later/, (words) => words['tillSaid:late']],
  [/^The till has said this already/, (words) => words['tillSaid:repeated']],
  [/^It could not be brought into the books/, (words) => words['tillSaid:not-booked']],
  [/^It was of the place/, (words) => words['tillSaid:other-place']],
  [/^The till was switched off before/, (words) => words['tillSaid:off-before']],
  [/^The till stands for another place/, (words) => words['tillSaid:moved']],
  [/^The till is told nothing/, (words) => words['tillSaid:told-nothing']],
  [/^The first figure/, (words) => words['tillSaid:first']],
  [/^It says what was known/, (words) => words['tillSaid:echo']],
  [/^It changes nothing/, (words) => words['tillSaid:nothing']],
  [/^A figure is from 0 to (\d+)/, (words, found) => words['tillSaid:range'](found[1] ?? '')],
  [/^This has not happened yet/, (words) => words['tillSaid:to-come']],
  [/^A signature that is not the till's/, (words) => words['tillSaid:signature']],
  [/^More messages a second/, (words) => words['tillSaid:too-fast']],
  [/^More messages wait/, (words) => words['tillSaid:too-many']],
  [/^A message that is too large/, (words) => words['tillSaid:too-large']],
  [/^The till is switched off/, (words) => words['tillSaid:off']],
  [/^What cannot be read: (.*)/, (words, found) => words['tillSaid:unreadable'](found[1] ?? '')],
];

export function sayOfTill(sentence: string, words: Words): string {
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(sentence);
    if (found) return say(words, found);
  }
  return sentence;
}
