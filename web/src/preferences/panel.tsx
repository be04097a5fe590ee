// What suits a person, chosen beside the calendar of a shop: it marks slots there and names the best. Loaded when it is wanted.
import { computed, effect, signal } from '@preact/signals';
import { render, type JSX } from 'preact';
import type { Shop } from '../storefront/state';
import { speech as shopSpeech } from '../words/language';
import { speaker } from '../words/languages';
import { writeRange } from '../words/write';
import { choicesOf, dayParts, isNone, none, ranked, suiting, type Preferences } from './fit';
import { recallPreferences, rememberPreferences } from './keep';
import type { Words } from './words/en';

const most = 5;

const { speech, speak } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});

const preferences = signal<Preferences>(none);
const keptNothing = signal(false);

function choose(kind: keyof Preferences, value: string, yes: boolean): void {
  const others = preferences.value[kind].filter((one) => one !== value);
  preferences.value = { ...preferences.value, [kind]: yes ? [...others, value] : others };
  keptNothing.value = !rememberPreferences(preferences.value);
}

function Wishes({ kind, title, options }: { kind: keyof Preferences; title: string; options: readonly (readonly [string, string])[] }): JSX.Element | null {
  if (options.length === 0) return null;
  return (
    <fieldset>
      <legend>{title}</legend>
      {options.map(([value, name]) => (
        <label class="choice" key={value}>
          <input type="checkbox" checked={(preferences.value[kind] as readonly string[]).includes(value)} onChange={(event) => choose(kind, value, event.currentTarget.checked)} />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

function Panel({ shop }: { shop: Shop }): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  const { words, locale } = said;
  const { venues, things } = choicesOf(shop.slots.value.values());
  const best = ranked(shop.slots.value.values(), preferences.value).slice(0, most);
  return (
    <section class="panel" aria-labelledby="wishes-title">
      <h3 id="wishes-title" tabIndex={-1}>{words.title}</h3>
      <p class="soft">{words.private}</p>
      {keptNothing.value && <p class="notice" role="status">{words.notKept}</p>}
      <div class="wishes">
        <Wishes kind="times" title={words.times} options={dayParts.map((part) => [part, words[part]] as const)} />
        <Wishes kind="venues" title={words.venues} options={venues.map((venue) => [venue, venue] as const)} />
        <Wishes kind="things" title={words.things} options={[...things]} />
      </div>
      <div aria-live="polite">
        {!isNone(preferences.value) && (best.length > 0 ? (
          <>
            <h4>{words.best}</h4>
            <ol class="best">
              {best.map((slot) => (
                <li key={slot.id}>
                  <a href={shop.pageOf(slot)}><bdi>{slot.summary}</bdi></a>{' '}
                  <span class="soft" dir="auto">{writeRange(new Date(slot.starts_at), new Date(slot.ends_at), 'dayTime', locale, slot.time_zone)}</span>
                </li>
              ))}
            </ol>
          </>
        ) : <p>{words.nothing}</p>)}
      </div>
    </section>
  );
}

const started = new WeakSet<Shop>();

/** Marks what suits, as it moves. */
export async function startMarking(shop: Shop): Promise<void> {
  if (started.has(shop)) return;
  started.add(shop);
  preferences.value = recallPreferences();
  const suits = computed(() => suiting(shop.slots.value.values(), preferences.value));
  effect(() => {
    shop.suiting.value = suits.value;
  });
}

export async function openPanel(shop: Shop, room: HTMLElement): Promise<void> {
  await startMarking(shop);
  // The page's language is chosen on the page.
  effect(() => void (shopSpeech.value && speak(shopSpeech.value.language)));
  render(<Panel shop={shop} />, room);
}
