// A place on the waiting list, and what is offered to who waits.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { writeDate } from '../../words/write';
import { now } from '../clock';
import type { WaitingPage } from '../page';
import { useSpeech } from '../speech';
import { isolated, writeCountdown, writeSum } from '../sums';
import { here, look } from '../visit';
import { Go, nameOf, timesOf, When } from './parts';

const pause = 60_000;

interface Told {
  state: string;
  badge: string;
  title: string;
  story?: string;
}

function told({ waiting }: WaitingPage, words: ReturnType<typeof useSpeech>['words']): Told {
  switch (waiting.state) {
    case 'waiting':
      return { state: 'low', badge: words.waitsBadge, title: words.waitsTitle };
    case 'offered':
      return { state: 'open', badge: words.offeredBadge, title: words.offeredTitle };
    case 'taken':
      return { state: 'closed', badge: words.booked, title: words.takenTitle, story: words.takenStory };
    case 'declined':
      return { state: 'closed', badge: words.passedBadge, title: words.passedTitle, story: words.declinedStory };
    case 'lapsed':
      return { state: 'closed', badge: words.passedBadge, title: words.passedTitle, story: words.lapsedStory };
    case 'left':
      return { state: 'closed', badge: words.leftBadge, title: words.leftTitle, story: words.leftStory };
    case 'closed':
      return { state: 'closed', badge: words.listClosedBadge, title: words.listClosedTitle, story: words.listClosedStory };
  }
}

export function WaitingView({ shown }: { shown: WaitingPage }): JSX.Element {
  const said = useSpeech();
  const { words, locale } = said;
  const { waiting, slot } = shown;
  const { state, badge, title, story } = told(shown, words);
  const path = here(waiting.page);
  const offer = waiting.offer;
  const waits = waiting.state === 'waiting';
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void look().catch(() => undefined), pause);
    return () => clearInterval(timer);
  }, [waits]);
  const wish = nameOf({ sku: waiting.sku, slot: slot?.id ?? '' }, slot ? [slot] : [], words.seat);
  return (
    <section class="narrow panel">
      <p class={`badge ${state}`} role="status">{badge}</p>
      <h1 tabIndex={-1}>{title}</h1>
      {story && <p>{story}</p>}
      {slot && <><p><strong dir="auto">{slot.summary}</strong></p><When times={timesOf(slot)} />{slot.location && <p class="soft"><bdi>{slot.location}</bdi></p>}</>}
      <p>{waiting.quantity} × <span dir="auto">{wish}</span>{offer && <> · <strong>{writeSum(offer.total, said)}</strong></>}</p>
      {waits && (
        <>
          <p>{words.ahead(waiting.ahead)} {words.whoCanBeGivenAll}</p>
          <p class="soft">{words.weWrite(waiting.customer.email)}</p>
          <form method="post" action={`${path}/leave`}><button type="submit" class="plain">{words.leaveList}</button></form>
        </>
      )}
      {offer && (
        <>
          <p class="notice">{words.offerStands(writeDate(new Date(offer.expires_at), 'dayTime', locale, slot?.time_zone ?? shown.shop.time_zone))} <span role="timer" aria-live="off">{writeCountdown(Date.parse(offer.expires_at) - now.value.getTime())}</span></p>
          <form method="post" action={`${path}/take`}><button type="submit">{words.takeIt(isolated(waiting.customer.name))}</button></form>
          <form method="post" action={`${path}/leave`} class="after"><button type="submit" class="plain">{words.passItOn}</button></form>
        </>
      )}
      {!waits && !offer && slot && <p class="buttons"><Go class="button" href={here(slot.page)}>{words.seeHowItStands}</Go></p>}
    </section>
  );
}
