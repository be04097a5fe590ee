// Who has a link for members sees on the shop's page which slots are open for them. Loaded for them alone.
import { computed, effect, signal } from '@preact/signals';
import { render, type JSX } from 'preact';
import type { Shop } from '../storefront/state';
import { speech as shopSpeech } from '../words/language';
import { speaker } from '../words/languages';
import { writeDate } from '../words/write';
import { keepMemberships, memberships } from './keep';
import { isOfShop } from './signature';
import { opening, readToken, type Membership } from './token';
import type { Words } from './words/en';

const { speech, speak } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});

type Trouble = { kind: 'not-theirs' | 'not-kept' } | { kind: 'over'; until: number };

const held = signal<readonly Membership[]>([]);
const trouble = signal<Trouble | null>(null);

function Panel({ shop }: { shop: Shop }): JSX.Element | null {
  const said = speech.value;
  const wrong = trouble.value;
  if (!said || (held.value.length === 0 && !wrong)) return null;
  const { words, locale } = said;
  const day = (until: number): string => writeDate(new Date(until), 'day', locale, shop.zone);
  const forget = (): void => {
    held.value = [];
    trouble.value = null;
    keepMemberships(shop.slug, []);
  };
  return (
    <div class="notice" role="status">
      {wrong && <p>{wrong.kind === 'over' ? words.over(day(wrong.until)) : wrong.kind === 'not-kept' ? words.notKept : words.notTheirs}</p>}
      {held.value.map(({ audience, until }) => <p key={audience}><bdi>{words.member(audience, day(until))}</bdi> <span class="soft">{words.onThisDevice}</span></p>)}
      {held.value.length > 0 && <p><button type="button" class="plain" onClick={forget}>{words.forget}</button></p>}
    </div>
  );
}

async function admit(shop: Shop, token: string): Promise<void> {
  const membership = readToken(token);
  if (!membership || !(await isOfShop(token, shop.keys))) {
    trouble.value = { kind: 'not-theirs' };
  } else if (membership.until <= shop.now.value.getTime()) {
    trouble.value = { kind: 'over', until: membership.until };
  } else {
    const all = [...held.value.filter(({ audience }) => audience !== membership.audience), membership];
    // The page of a slot reads what is kept.
    if (keepMemberships(shop.slug, all)) held.value = all;
    else trouble.value = { kind: 'not-kept' };
  }
}

const started = new WeakSet<Shop>();

/** Marks what is open for who has the links that this device keeps, and the one that was just followed, if one was. */
export async function openToMember(shop: Shop, token: string | null): Promise<void> {
  trouble.value = null;
  held.value = memberships(shop.slug).filter(({ until }) => until > shop.now.value.getTime());
  if (token !== null) await admit(shop, token);
  if (started.has(shop)) return;
  started.add(shop);
  const open = computed(() => {
    const at = shop.now.value.getTime();
    return new Set([...shop.slots.value.values()].filter((slot) => opening(slot, held.value, at)).map(({ id }) => id));
  });
  effect(() => {
    shop.openToMember.value = open.value;
  });
  const room = document.createElement('div');
  document.getElementById('calendar')?.before(room);
  effect(() => void (shopSpeech.value && speak(shopSpeech.value.language)));
  render(<Panel shop={shop} />, room);
}
