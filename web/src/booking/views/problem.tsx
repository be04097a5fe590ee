// What went wrong, and what to do instead.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import { sayMistake, titleOfMistake } from '../mistakes';
import type { ProblemPage } from '../page';
import { useSpeech } from '../speech';
import { prefix, shopPath } from '../visit';
import { Go, Slots } from './parts';

/** Where a path leads back to. */
export function backTo(path: string, words: ReturnType<typeof useSpeech>['words']): string {
  const [, kind, , part] = /^\/([sbwd])\/([^/]+)(?:\/(\w+))?/.exec(path) ?? [];
  if (kind === 'b') return words.backToBooking;
  if (kind === 'w') return words.backToList;
  if (kind !== 's') return words.toTheStart;
  if (part === 'holds') return words.backToCheckout;
  return part === 'slots' ? words.backToSlot : words.backToShop;
}

export function ProblemView({ shown }: { shown: ProblemPage }): JSX.Element {
  const said = useSpeech();
  const { words, locale } = said;
  const { problem, next, shop } = shown;
  const alternatives = problem.alternatives ?? [];
  const runOut = problem.kind === 'hold-expired';
  return (
    <>
      <section class="narrow panel">
        <h1 tabIndex={-1}>{titleOfMistake(problem, said)}</h1>
        <p class="notice" role="alert">{runOut ? words.runOutStory : sayMistake(problem, said)}</p>
        {problem.held_until && shop && <p>{words.heldByOthers(writeDate(new Date(problem.held_until), 'time', locale, shop.time_zone))}</p>}
        <p class="buttons">
          {/\/slots\//.test(next) ? <Go class="button" href={prefix() + next}>{runOut ? words.chooseAgain : backTo(next, words)}</Go>
            : <a class="button" href={prefix() + next}>{runOut ? words.chooseAgain : backTo(next, words)}</a>}
          {shop && next !== `/s/${shop.slug}` && <a class="button quiet" href={shopPath()}>{words.allSlots}</a>}
        </p>
      </section>
      {alternatives.length > 0 && (
        <section class="narrow panel" aria-labelledby="instead">
          <h2 id="instead">{words.stillToBeHad}</h2>
          <Slots slots={alternatives} />
        </section>
      )}
    </>
  );
}
