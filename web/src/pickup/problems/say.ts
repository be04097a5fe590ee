// What the server refuses, in the words of staff: what it is, and what to do. English is what the server said itself, which knows more
// of the case. Other languages have sentences for what staff meet, loaded with the first of them; the rest is told in the server's.
import type { Problem } from '../../api/client';
import type { components } from '../../api/schema';
import type { Language } from '../../words/languages';

type Kind = components['schemas']['ProblemKind'];
/** Those of enrolling, taking stock and returning it. */
type Met = Extract<Kind, 'unknown-enrolment' | 'too-many-attempts' | 'unknown-shop' | 'sold-out' | 'not-on-sale' | 'records-first' | 'may-not-sell' | 'device-revoked' | 'unknown-lease'>;

export interface ProblemWords {
  /** Before what the server said. */
  refused: string;
  kinds: Record<Exclude<Met, 'sold-out'>, string> & { 'sold-out': (remaining: number) => string };
}
export interface Said {
  sentence: string;
  /** The server's own, in English. */
  detail?: string;
}

const catalogues: Partial<Record<Language, () => Promise<ProblemWords>>> = {
  de: async () => (await import('./de')).de,
  es: async () => (await import('./es')).es,
};

/** `offline`: what is said where no answer came. */
export async function sayProblem(problem: Problem, language: Language | undefined, offline: string): Promise<Said> {
  if (problem.status === 0) return { sentence: offline };
  // Where a catalogue does not come, English is better than nothing.
  const words = language && (await catalogues[language]?.().catch(() => undefined));
  if (!words) return { sentence: problem.message };
  const known: ProblemWords['kinds'][Met] | undefined = words.kinds[problem.document?.kind as Met];
  if (typeof known === 'string') return { sentence: known };
  const remaining = problem.document?.remaining;
  if (known && remaining !== undefined) return { sentence: known(remaining) };
  return { sentence: words.refused, detail: problem.message };
}
