// What the server refuses, in the words of staff: what it is, and what to do. What has no words here is told in the server's own,
// which are English.
import type { Problem } from '../api/client';
import type { components } from '../api/schema';
import type { Words } from './words/en';

type Kind = components['schemas']['ProblemKind'];
/** Those that staff meet: enrolling, taking stock, returning it. */
type Met = Extract<Kind, 'unknown-enrolment' | 'too-many-attempts' | 'unknown-shop' | 'sold-out' | 'not-on-sale' | 'records-first' | 'may-not-sell' | 'device-revoked' | 'unknown-lease'>;

export interface Said {
  sentence: string;
  /** The server's, in English. */
  detail?: string;
}

/** `offline`: what is said where no answer came. */
export function sayProblem(problem: Problem, words: Words, offline: string): Said {
  if (problem.status === 0) return { sentence: offline };
  const kind = problem.document?.kind as Met | undefined;
  const known: Words[`problem-${Met}`] | undefined = kind && words[`problem-${kind}`];
  if (typeof known === 'string') return { sentence: known };
  const remaining = problem.document?.remaining;
  if (known && remaining !== undefined) return { sentence: known(remaining) };
  return { sentence: words.refused, detail: problem.message };
}
