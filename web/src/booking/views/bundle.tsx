// Dates that are booked together: how many people, and then held as one.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Keys, send } from '../../api/send';
import { follow } from '../../live/follow';
import { writeDate, writeMoney } from '../../words/write';
import { begun } from '../begun';
import type { BundlePage, Hold } from '../page';
import { useSpeech } from '../speech';
import { apiPath, here, look, shopPath, visit } from '../visit';
import { HeldHere } from './held';
import { attempt, Press, Slots, Trouble, trouble } from './parts';

export function BundleView({ shown }: { shown: BundlePage }): JSX.Element {
  const { words, locale } = useSpeech();
  const { bundle_title, slots, price, most } = shown;
  useMoved(shown);
  return (
    <>
      <p class="back"><a href={shopPath()}>{words.allSlots}</a></p>
      <HeldHere shop={shown.shop} />
      <div class="split">
        <div>
          <h1 tabIndex={-1} dir="auto">{bundle_title}</h1>
          <p>{words.bundleStory}</p>
          <Slots slots={slots} />
        </div>
        <section class="panel buy" aria-labelledby="buy">
          <h2 id="buy">{most > 0 ? words.bookTogether : words.notToBeHad}</h2>
          {price && <p class="price">{writeMoney(price, locale)} <span class="soft">{words.forEachPerson}</span></p>}
          {most > 0 ? <Choose shown={shown} /> : <><Trouble /><p class="notice">{words.notAsAWhole}</p></>}
        </section>
      </div>
    </>
  );
}

/** What others take meanwhile is asked for anew: what is left of the whole, only the server says. */
function useMoved(shown: BundlePage): void {
  const seen = useRef(shown);
  seen.current = shown;
  useEffect(() => {
    let asking = false;
    const again = async (): Promise<void> => {
      if (asking) return;
      asking = true;
      try {
        await look();
      } finally {
        asking = false;
      }
    };
    return follow(`${apiPath()}/live`, seen.current.mark, {
      moved: (news) => {
        const known = seen.current.slots.find(({ id }) => id === news.id);
        if (known && news.revision > known.revision) void again().catch(() => undefined);
      },
      reread: again,
      connected: () => undefined,
    });
  }, [shown.bundle]);
}

function Choose({ shown }: { shown: BundlePage }): JSX.Element {
  const { words } = useSpeech();
  const people = useSignal(Number(begun('quantity', '1')) || 1);
  const code = useSignal(begun('code', ''));
  const keys = useMemo(() => new Keys(), []);
  const quantity = Math.min(people.value, shown.most);
  const hold = async (): Promise<void> => {
    const request = { bundle: shown.bundle, quantity, ...(code.value.trim() && { code: code.value.trim() }) };
    const held = await send<Hold>('POST', `${apiPath()}/holds`, request, keys.of(request));
    await visit(here(held.page), 'push');
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void attempt(hold);
  };
  return (
    <form class="choose" onSubmit={submit} noValidate>
      <Trouble />
      <Meanwhile shown={shown} />
      <p class="field">
        <label for="quantity">{words.people}</label>
        <select id="quantity" value={String(quantity)} onChange={(event) => (people.value = Number(event.currentTarget.value))}>
          {Array.from({ length: shown.most }, (_, at) => at + 1).map((number) => <option value={String(number)} key={number}>{number}</option>)}
        </select>
      </p>
      <details open={code.peek() !== ''}>
        <summary>{words.haveACode}</summary>
        <p class="field">
          <label for="code">{words.yourCode}</label>
          <input id="code" value={code.value} autocomplete="off" autocapitalize="characters" spellcheck={false} onInput={(event) => (code.value = event.currentTarget.value)} />
        </p>
      </details>
      <Press>{words.holdAllDates}</Press>
      <p class="soft">{words.holdingIsFree}</p>
    </form>
  );
}

// Somebody was faster at one of the dates: what is left, and when the rest may come back.
function Meanwhile({ shown }: { shown: BundlePage }): JSX.Element | null {
  const { words, locale } = useSpeech();
  const wrong = trouble.value;
  if (wrong?.kind !== 'sold-out') return null;
  return (
    <>
      {(wrong.remaining ?? 0) > 0 && <p>{words.onlySomeLeft(wrong.remaining ?? 0)}</p>}
      {wrong.held_until && <p>{words.heldByOthers(writeDate(new Date(wrong.held_until), 'time', locale, shown.slots[0]?.time_zone ?? shown.shop.time_zone))}</p>}
    </>
  );
}
