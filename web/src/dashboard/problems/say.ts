// What the server refuses, in the reader's language. English is what the server said itself, which knows more of the case; in other
// languages each kind of problem has a sentence, and what the server said stands below it where it says more than that.
import { effect, signal } from '@preact/signals';
import { Problem, type ProblemDocument } from '../../api/client';
import type { components } from '../../api/schema';
import type { Language } from '../../words/languages';
import { speech } from '../speech';

export type Kind = components['schemas']['ProblemKind'];
export type Fault = components['schemas']['MemberFault'];
type Facts = Pick<ProblemDocument, 'remaining' | 'least' | 'most'>;

export interface ProblemWords {
  /** Before what the server said. */
  serverSays: string;
  kinds: Record<Kind, string | ((facts: Facts) => string)>;
  /** Of members that cannot be used: what is wrong with them. */
  faults: Record<Fault, (facts: Facts) => string>;
}

const catalogues: Partial<Record<Language, () => Promise<ProblemWords>>> = {
  de: async () => (await import('./de')).de,
  es: async () => (await import('./es')).es,
};

const loaded = signal<ProblemWords | null>(null);
effect(() => {
  const language = speech.value?.language;
  loaded.value = null;
  // Without a catalogue, and until it is there, English is better than nothing.
  if (language) void catalogues[language]?.().then((words) => language === speech.peek()?.language && (loaded.value = words));
});

// Kinds that are many cases: only what the server said tells which.
const vague: ReadonlySet<Kind> = new Set<Kind>(['invalid-member', 'invalid-parameter', 'terms-invalid', 'invalid-statement', 'invalid-payment', 'invalid-zone',
  'invalid-device', 'invalid-image', 'invalid-customer', 'invalid-address', 'invalid-webhook',
  'invalid-till', 'wrong-state', 'not-missing', 'experiment-state', 'experiment-conflict', 'order-decided', 'code-not-valid', 'not-on-sale', 'below-sold', 'edited-meanwhile']);

export interface Said {
  sentence: string;
  /** The server's own words, in English, where they say more. */
  detail?: { before: string; text: string };
}

export function sayProblem(problem: Problem, words: ProblemWords | null = loaded.value): Said {
  const { document } = problem;
  const said: Said = { sentence: problem.message };
  if (!words || !document) return said;
  const { kind } = document;
  const known = kind && (words.kinds[kind] as ProblemWords['kinds'][Kind] | undefined);
  if (!kind || known === undefined) return said;
  const fault = document.reason && (words.faults[document.reason] as ProblemWords['faults'][Fault] | undefined);
  if (fault) return { sentence: fault(document) };
  const sentence = typeof known === 'string' ? known : known(document);
  return vague.has(kind) ? { sentence, detail: { before: words.serverSays, text: document.detail } } : { sentence };
}
