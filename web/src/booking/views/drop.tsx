// The line of a drop: a place is kept by the browser as a cookie, which only a form can set.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { writeDate } from '../../words/write';
import type { DropPage, Place } from '../page';
import { useSpeech } from '../speech';
import { look, page, prefix, shopPath } from '../visit';
import { Slots } from './parts';

const second = 1_000;

interface Told {
  state: string;
  badge: string;
  story: string;
}

function told(place: Place | null, zone: string, { words, locale }: ReturnType<typeof useSpeech>): Told {
  if (!place) return { state: 'upcoming', badge: words.lineBadge, story: words.lineStory };
  if (place.used_up) return { state: 'closed', badge: words.placeUsedUp, story: words.placeUsedUpStory };
  if (place.in) return { state: 'open', badge: words.yourTurn, story: words.yourTurnStory };
  if (place.opens_at) return { state: 'upcoming', badge: words.youHaveAPlace, story: words.drawnAt(writeDate(new Date(place.opens_at), 'dayTime', locale, zone)) };
  const wait = place.wait_seconds === null ? '' : ` ${words.takesAbout(lengthOf(place.wait_seconds, locale))}`;
  return { state: 'low', badge: words.youAreInLine, story: words.ahead(place.ahead ?? 0) + wait };
}

function lengthOf(seconds: number, locale: string): string {
  const minutes = seconds >= 60;
  return new Intl.NumberFormat(locale, { style: 'unit', unit: minutes ? 'minute' : 'second', unitDisplay: 'long' }).format(minutes ? Math.round(seconds / 60) : seconds);
}

export function Drop({ shown }: { shown: DropPage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { place, slots, drop, drop_title } = shown;
  const { state, badge, story } = told(place, slots[0]?.time_zone ?? shown.shop.time_zone, said);
  const waits = place !== null && !place.in && !place.used_up;
  const lookAgain = (): void => {
    if (page.peek() === shown) page.value = { ...shown };
  };
  useEffect(() => {
    if (!waits) return;
    const until = place.opens_at ? (Date.parse(place.opens_at) - Date.parse(shown.now)) / second : (place.wait_seconds ?? 5);
    const timer = setTimeout(() => void look().catch(() => undefined).then(lookAgain), Math.min(30, Math.max(2, until)) * second);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <>
      <p class="back"><a href={shopPath()}>{words.allSlots}</a></p>
      <section class="narrow panel">
        <p class={`badge ${state}`} role="status">{badge}</p>
        <h1 tabIndex={-1} dir="auto">{drop_title}</h1>
        <p>{story}</p>
        {place?.sold_out && <p class="notice">{words.allTaken}</p>}
        {(!place || place.used_up) && (navigator.cookieEnabled ? (
          <>
            <form method="post" action={`${prefix()}/s/${shown.shop.slug}/drops/${encodeURIComponent(drop)}/place`}><button type="submit">{words.takeAPlace}</button></form>
            <p class="soft">{words.onePlaceEach}</p>
          </>
        ) : <p class="notice bad" role="alert">{words.noCookies}</p>)}
        {waits && <><p class="soft">{words.standing(place.standing)}</p><p class="soft">{words.looksByItself}</p></>}
      </section>
      {place?.in && <section class="narrow panel" aria-labelledby="choose"><h2 id="choose">{words.choose}</h2><Slots slots={slots} /></section>}
    </>
  );
}
