// Words of the shop, as they are edited.
import type { components } from '../../api/schema';

export type Word = components['schemas']['VoiceWord'];

export interface Line {
  key: number;
  word: string;
  /** As it was typed. */
  value: string;
}

export function linesOf(words: readonly Word[]): Line[] {
  return words.map(({ word, value }, key) => ({ key, word, value: String(value) }));
}

/** What is sent: lines that were left empty are left out; the server says what is wrong with the others. */
export function wordsOf(lines: readonly Line[]): Word[] {
  return lines.filter(({ word, value }) => word.trim() || value.trim()).map(({ word, value }) => ({ word: word.trim(), value: Number(value.replace(',', '.') || NaN) }));
}
