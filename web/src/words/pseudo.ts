// A language that nobody speaks, written from right to left: what it does not reach was not translated, what it bends was
// laid out for one direction. Reached by ?lang=en-XB.
import { en, type Words } from './en';

const accents: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ü', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ü', n: 'ñ', c: 'ç' };

/** Longer by a third, as translations are, and between brackets, so that what is cut off shows. */
export function bent(text: string): string {
  const more = ' ~~~'.repeat(Math.ceil(text.length / 12));
  return `[${text.replace(/[aeiouAEIOUnc]/g, (letter) => accents[letter] ?? letter)}${more}]`;
}

type Message = string | ((...facts: never[]) => string);

function bentMessage(message: Message): Message {
  return typeof message === 'string' ? bent(message) : (...facts) => bent(message(...facts));
}

export const pseudo = Object.fromEntries(Object.entries(en).map(([name, message]) => [name, bentMessage(message)])) as Words;
