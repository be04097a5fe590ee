// How long it is held yet: seen by the second, heard when it matters, and longer on demand (WCAG 2.2.1).
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { send } from '../../api/send';
import { writeDate } from '../../words/write';
import { now } from '../clock';
import type { CheckoutPage, Hold } from '../page';
import { announcement, useSpeech } from '../speech';
import { writeCountdown } from '../sums';
import { apiPath, show, visit } from '../visit';
import { attempt, Press } from './parts';

const minute = 60_000;
/** From here on who needs longer is asked for; two minutes are enough to read and to press. */
export const warned = 2 * minute;

/** Which of the moments that are spoken `left` has reached: the smallest that it is not above. */
export function spokenMoment(left: number): number | null {
  return [30_000, minute, warned, 5 * minute].find((moment) => left <= moment) ?? null;
}

/** Answers until when it is held now. */
async function extend(shown: CheckoutPage): Promise<string> {
  const held = await send<Hold>('POST', `${apiPath()}/holds/${shown.hold.id}/extend`);
  // The page as it is now, and the server's clock with it. Nothing that was typed is lost: it is not in the page.
  await visit(location.href, 'replace');
  announcement.value = ''; // of less time than there is now
  return held.expires_at;
}

/** `asked`: it may be booked already, so that the end of the hold says nothing. */
export function Countdown({ shown, asked }: { shown: CheckoutPage; asked: boolean }): JSX.Element | null {
  const { words, locale } = useSpeech();
  const { hold, shop } = shown;
  const ends = new Date(hold.expires_at);
  const left = ends.getTime() - now.value.getTime();
  const moment = spokenMoment(left);
  const first = useRef(true);
  const extended = useSignal('');
  useEffect(() => {
    // What the page says by itself need not be said again at once.
    if (!first.current && moment !== null) {
      announcement.value = moment >= minute ? words.minutesLeft(moment / minute) : words.secondsLeft(moment / 1_000);
    }
    first.current = false;
  }, [moment]);
  const over = left <= 0 && !asked;
  useEffect(() => {
    if (!over) return;
    show({ view: 'problem', shop, now: new Date(now.value).toISOString(), origin: shown.origin, problem: { kind: 'hold-expired', title: '', detail: '' }, next: nextOf(shown) });
  }, [over]);
  const extendable = hold.extendable_until !== undefined && Date.parse(hold.extendable_until) > ends.getTime();
  const nearly = left <= warned;
  const more = async (): Promise<void> => {
    extended.value = await extend(shown);
  };
  if (left <= 0) return null;
  return (
    <div class="held">
      <p class="badge low" role="timer" aria-live="off">
        {words.heldUntil(writeDate(ends, 'time', locale, shop.time_zone), writeCountdown(left))}
      </p>
      {nearly && <p class="notice" role="alert">{extendable ? words.nearlyOver : `${words.nearlyOver} ${words.noMoreTime}`}</p>}
      {/* Pressed early it moves the end by seconds, which nobody sees. */}
      <p role="status">{extended.value && !nearly && words.extended(writeDate(new Date(extended.value), 'time', locale, shop.time_zone))}</p>
      {extendable && <Press class={nearly ? '' : 'plain'} act={() => void attempt(more)}>{words.moreTime}</Press>}
    </div>
  );
}

/** What was held is to be chosen again where it was. */
function nextOf({ hold, slots, shop }: CheckoutPage): string {
  const slot = slots.length === 1 ? slots[0] : undefined;
  return `/s/${shop.slug}${hold.bundle ? `/bundles/${encodeURIComponent(hold.bundle)}` : slot ? `/slots/${slot.id}` : ''}`;
}
