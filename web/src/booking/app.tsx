// Which page is shown, and what is around it: its title, the focus, what screen readers are told.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LanguageSelect } from '../words/select';
import { titleOfMistake } from './mistakes';
import type { Page } from './page';
import { rare } from './rare';
import { announcement, speakFromNowOn, speech } from './speech';
import { page } from './visit';
import { BookingView } from './views/booking';
import { Checkout } from './views/checkout';
import { Trouble, trouble } from './views/parts';
import { ProblemView } from './views/problem';
import { SlotView } from './views/slot';

type Said = NonNullable<typeof speech.value>;

function titleOf(shown: Page, said: Said): string {
  const { words } = said;
  switch (shown.view) {
    case 'slot':
      return shown.slot.summary;
    case 'bundle':
      return shown.bundle_title;
    case 'checkout':
      return words.checkOut;
    case 'booking':
      return shown.booking.state === 'confirmed' ? words.booked : words.cancelled;
    case 'accept':
      return words.passedToYou;
    case 'cancel':
      return words.cancelQuestion;
    case 'move':
    case 'move_window':
      return words.moveQuestion;
    case 'waiting':
      return words.joinWaitingList;
    case 'drop':
      return shown.drop_title;
    case 'claim':
      return shown.name;
    case 'payment':
      return words.payment;
    case 'returned':
      return words.goesBack;
    case 'problem':
      return titleOfMistake(shown.problem, said);
  }
}

function View({ shown }: { shown: Page }): JSX.Element | null {
  switch (shown.view) {
    case 'slot':
      return <SlotView shown={shown} key={shown.slot.id} />;
    case 'checkout':
      return <Checkout shown={shown} />;
    case 'booking':
      return <BookingView shown={shown} />;
    case 'problem':
      return <ProblemView shown={shown} />;
    default:
      return <RareView shown={shown} />;
  }
}

type RarePage = Exclude<Page, { view: 'slot' | 'checkout' | 'booking' | 'problem' }>;

function RareView({ shown }: { shown: RarePage }): JSX.Element | null {
  const views = rare.value;
  if (!views) return null;
  switch (shown.view) {
    case 'accept':
      return <views.Accept shown={shown} />;
    case 'bundle':
      return <views.BundleView shown={shown} key={shown.bundle} />;
    case 'cancel':
      return <views.Cancel shown={shown} />;
    case 'move':
      return <views.Move shown={shown} />;
    case 'move_window':
      return <views.MoveWindow shown={shown} />;
    case 'waiting':
      return <views.WaitingView shown={shown} />;
    case 'drop':
      return <views.Drop shown={shown} />;
    case 'claim':
      return <views.Claim shown={shown} />;
    case 'payment':
      return <views.Payment shown={shown} />;
    case 'returned':
      return <views.Returned shown={shown} />;
  }
}

/** One page is another when it shows another thing, not when that thing moves. */
function identityOf(shown: Page): string {
  switch (shown.view) {
    case 'slot':
      return `slot ${shown.slot.id}`;
    case 'bundle':
      return `bundle ${shown.bundle}`;
    case 'checkout':
      return `checkout ${shown.hold.id}`;
    default:
      return shown.view;
  }
}

/** These say themselves what did not work, where it was tried. */
const own: ReadonlySet<Page['view']> = new Set(['slot', 'checkout', 'booking', 'accept', 'bundle'] as const);

/** Pages of what can be had, and not of what somebody has. */
const ofTheShop: ReadonlySet<Page['view']> = new Set(['slot', 'bundle', 'drop', 'problem'] as const);

export function App(): JSX.Element | null {
  const said = speech.value;
  const shown = page.value;
  const before = useRef('');
  const identity = shown ? identityOf(shown) : '';
  useEffect(() => {
    if (!shown || !said) return;
    document.title = [titleOf(shown, said), shown.shop?.name].filter(Boolean).join(' · ');
  }, [shown, said]);
  useEffect(() => {
    // Who went on by keyboard or screen reader begins where the new page begins.
    if (before.current !== '' && before.current !== identity) {
      scrollTo(0, 0);
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    }
    before.current = identity;
    return () => {
      trouble.value = null;
      announcement.value = '';
    };
  }, [identity]);
  const view = shown?.view;
  useEffect(() => {
    // It speaks of prices that move.
    document.querySelector('.foot')?.toggleAttribute('hidden', !view || !ofTheShop.has(view));
  }, [view]);
  if (!said || !shown) return null;
  return (
    <>
      {!own.has(shown.view) && <Trouble />}
      <View shown={shown} />
      <p class="hidden" role="status" aria-live="polite">{announcement.value}</p>
    </>
  );
}

export function LanguageChoice(): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  return (
    <label class="language">
      <span class="hidden">{said.words.language}</span>
      <LanguageSelect language={said.language} choose={speakFromNowOn} />
    </label>
  );
}
