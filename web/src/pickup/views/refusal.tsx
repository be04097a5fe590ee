// Why somebody gets nothing: a colour, an icon, a word, a sentence.
import type { Words } from '../words/en';
import type { Verdict } from '../verdict';
import type { Shape } from './icon';

interface Refused {
  colour: 'bad' | 'warn' | 'gone';
  shape: Shape;
  word: string;
  sentence: string;
}
type RefusedVerdict = Exclude<Verdict, { kind: 'hand-over' }>;

interface Said {
  /** Of the hand-over on this device, where there was one; of what is for another time or place, when that is. */
  when: string;
  asking: boolean;
  now: number;
}

export function refusalOf(verdict: RefusedVerdict, words: Words, { when, asking, now }: Said): Refused {
  switch (verdict.kind) {
    case 'no-token':
      return { colour: 'gone', shape: 'unknown', word: words.noTokenTitle, sentence: verdict.code ? words.isCode : words.noToken };
    case 'other-time':
      return { colour: 'warn', shape: 'wait', word: words.otherTimeTitle, sentence: verdict.starts > now ? words.otherTime(when) : words.pastTime(when) };
    case 'other-place':
      return { colour: 'warn', shape: 'wait', word: words.otherPlaceTitle, sentence: words.otherPlace(verdict.place, when) };
    case 'not-picked-up':
      return { colour: 'warn', shape: 'unknown', word: words.notPickedUpTitle, sentence: words.notPickedUp };
    case 'not-found':
      return { colour: 'warn', shape: 'unknown', word: words.unknownTitle, sentence: words.notFound };
    case 'other-shop':
      return { colour: 'bad', shape: 'no', word: words.otherShopTitle, sentence: words.otherShop };
    case 'cancelled':
      return { colour: 'bad', shape: 'no', word: words.cancelledTitle, sentence: words.cancelled };
    case 'moved':
      return { colour: 'bad', shape: 'no', word: words.movedTitle, sentence: words.moved };
    case 'transferred':
      return { colour: 'bad', shape: 'no', word: words.passedOnTitle, sentence: words.passedOn };
    case 'handed-over':
      return { colour: 'warn', shape: 'again', word: words.handedOverTitle, sentence: when ? words.handedOverHere(when) : words.handedOverBefore };
    case 'unknown':
      return { colour: 'warn', shape: 'unknown', word: words.unknownTitle, sentence: asking ? words.shopIsAsked : words.unknown };
    case 'expired':
      return { colour: 'gone', shape: 'wait', word: words.expiredTitle, sentence: words.expired };
    case 'nothing-known':
      return { colour: 'gone', shape: 'wait', word: words.nothingKnownTitle, sentence: words.nothingKnown };
  }
}
