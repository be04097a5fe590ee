// Problems in the visitor's language. English is what the server said, which knows more of the case.
import { Problem } from '../api/client';
import type { Speech } from '../words/languages';
import type { Mistake } from './page';
import type { Words } from './words/en';

export function mistakeOf(reason: unknown): Mistake {
  if (!(reason instanceof Problem)) throw reason;
  const { document } = reason;
  if (!document) return { kind: reason.status === 0 ? 'offline' : 'trouble', title: '', detail: '' };
  const { type, title, detail, field, remaining, held_until, alternatives } = document;
  const kind = type.slice(type.lastIndexOf('/') + 1);
  return {
    kind, title, detail,
    ...(field === undefined ? {} : { field }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(held_until === undefined ? {} : { held_until }),
    ...(alternatives === undefined ? {} : { alternatives }),
  };
}

/** Which message of the catalogue says it; undefined where none does. */
export function messageOf({ kind, field }: Mistake): keyof Words | undefined {
  if (kind === 'invalid-customer' || (kind === 'invalid-member' && (field === 'name' || field === 'email')))
    return field === 'email' ? 'problem-invalid-customer-email' : 'problem-invalid-customer-name';
  if (kind === 'invalid-member' && field?.startsWith('address')) return 'problem-invalid-address';
  if (kind === 'invalid-member' && field?.endsWith('.window')) return 'problem-unknown-window';
  if (kind === 'invalid-member' && field === 'code') return 'problem-unknown-code';
  return `problem-${kind}` as keyof Words;
}

/** Those that the server says in the words of programs. */
const technical = new Set(['invalid-member', 'invalid-parameter', 'unknown-member']);

export function sayMistake(mistake: Mistake, { words, language }: Speech<Words>): string {
  if (mistake.kind === 'offline') return words.offline;
  if (mistake.kind === 'trouble') return words.serverTrouble;
  const message = messageOf(mistake);
  const known = message ? (words[message] as string | undefined) : undefined;
  const own = mistake.detail && !technical.has(mistake.kind) ? mistake.detail : undefined;
  // What no catalogue knows is better said in English than not at all.
  return (language === 'en' ? own : known) ?? known ?? own ?? words['problem-invalid-member'];
}

export function titleOfMistake({ kind, remaining = 0, title }: Mistake, { words, language }: Speech<Words>): string {
  if (kind === 'sold-out') return remaining > 0 ? words.onlySomeLeft(remaining) : words.justTaken;
  if (kind === 'hold-expired') return words.runOut;
  return language === 'en' && title ? title : words.somethingWentWrong;
}
