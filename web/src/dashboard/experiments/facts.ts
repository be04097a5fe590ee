// What an experiment says, as facts for its sentence; shares become figures of 100 visitors.
import type { components } from '../../api/schema';
import { writeMoney } from '../../words/write';
import type { ExperimentWords } from './words/en';

export type Experiment = components['schemas']['Experiment'];
export type Results = components['schemas']['ExperimentResults'];
export type Figures = components['schemas']['ExperimentFigures'];
export type Kind = Experiment['kind'];
export const kinds: readonly Kind[] = ['picture', 'words', 'ladder', 'order'];
export const orders = ['early-bird', 'almost-gone'] as const;

const rarest = 10_000;

/** Titles of what it is about, each once. */
export const aboutOf = ({ kind, events }: Experiment, page: string, locale: string): string =>
  (kind === 'order' ? page : new Intl.ListFormat(locale).format([...new Set(events)]));

/** "3.1": of 100. */
export function ofHundred(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share * 100);
}

export const rateOf = ({ booked, visitors }: Figures): number => (visitors === 0 ? 0 : booked / visitors);

/** How often chance alone brings as much, to two digits: more would be a promise. */
export function odds(p: number, words: ExperimentWords, locale: string): string {
  const digits = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  if (p * rarest <= 1) return words.lessThanOneIn(digits.format(rarest));
  const times = 1 / p;
  const step = 10 ** Math.max(times < 10 ? -1 : 0, Math.floor(Math.log10(times)) - 1);
  return words.oneIn(digits.format(Math.floor(times / step + 1e-9) * step));
}

/** The difference of a variant to the first, as it stands. */
export const lastLook = (figures: Figures | undefined): Figures['looks'][number] | undefined => figures?.looks[figures.looks.length - 1];

/** Minor units of the shop's currency, as slots are counted. */
export function writeMinor(minor: number, currency: string, locale: string): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return writeMoney({ amount: (minor / 10 ** digits).toFixed(digits), currency, minor }, locale);
}

export function sentenceOf(experiment: Experiment, words: ExperimentWords, locale: string, currency: string): string {
  const { results, variants } = experiment;
  if (!results) return '';
  if (results.slots) return ladderSentence(experiment, words, locale, currency);
  switch (results.verdict) {
    case 'no-visitors':
      return words.verdictNobody;
    case 'too-few':
      return words.verdictEarly;
    case 'undecided':
      return words.verdictUndecided;
    case 'sample-ratio':
      return words.verdictSample;
  }
  const figures = results.variants[results.decided ?? 0];
  const control = results.variants[0];
  const look = lastLook(figures);
  if (!figures || !control || !look || look.low === null || look.high === null) return words.verdictUndecided;
  const more = rateOf(figures) - rateOf(control);
  const say = more >= 0 ? words.verdictMore : words.verdictFewer;
  const [near, far] = more >= 0 ? [look.low, look.high] : [-look.high, -look.low];
  return say(variants[results.decided ?? 0]?.name ?? '', ofHundred(Math.abs(more), locale), ofHundred(near, locale), ofHundred(far, locale), odds(look.p, words, locale));
}

function ladderSentence({ results, variants }: Experiment, words: ExperimentWords, locale: string, currency: string): string {
  const slots = results?.slots;
  if (!results || !slots) return '';
  if (variants.some((_, at) => !slots.list.some((slot) => slot.over && slot.variant === at))) return words.laddersEarly;
  const least = Math.min(...slots.p_of_takings.slice(1));
  if (least > results.alpha) return words.laddersAlike;
  const best = slots.p_of_takings.indexOf(least, 1);
  const takings = (variant: number): number => {
    const over = slots.list.filter((slot) => slot.over && slot.variant === variant);
    return over.reduce((all, { minor }) => all + minor, 0) / over.length;
  };
  const more = Math.round(takings(best) - takings(0));
  const say = more >= 0 ? words.laddersMore : words.laddersLess;
  return say(variants[best]?.name ?? '', variants[0]?.name ?? '', writeMinor(Math.abs(more), currency, locale), odds(least, words, locale));
}
