// On the pages of slots: what this device holds there still runs, and where it goes on. Loaded for who holds something.
import { useSignal } from '@preact/signals';
import { render, type JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Client, Problem } from '../api/client';
import { send } from '../api/send';
import { speaker, type Language } from '../words/languages';
import { writeDate } from '../words/write';
import { dropHold, heldAt } from './keep';
import type { Words } from './words/en';

const { speech, speak } = speaker<Words>({
  en: async () => (await import('./words/en')).en,
  de: async () => (await import('./words/de')).de,
  es: async () => (await import('./words/es')).es,
  'en-XB': async () => (await import('./words/pseudo')).pseudo,
});

export interface At {
  slug: string;
  /** What stands before "/s/…" and "/api/…". */
  prefix: string;
  /** Times are written in it. */
  zone: string;
}

function Bar({ slug, prefix, zone }: At): JSX.Element | null {
  const held = useSignal(heldAt(slug));
  const said = speech.value;
  const gone = (): void => {
    if (!held.value) return;
    dropHold(held.value.id);
    held.value = heldAt(slug);
  };
  const id = held.value?.id;
  useEffect(() => {
    if (!held.value) return;
    const timer = setTimeout(gone, held.value.until - Date.now());
    // It may have been booked or let go elsewhere. Where there is no connection, it is left as it is.
    new Client(prefix).get('/api/v1/shops/{shop}/holds/{hold}', { shop: slug, hold: held.value.id }).catch((reason: unknown) => {
      if (reason instanceof Problem && (reason.status === 404 || reason.status === 410)) gone();
    });
    return () => clearTimeout(timer);
  }, [id]);
  if (!said || !held.value) return null;
  const { words, locale } = said;
  const { path, expires_at } = held.value;
  const letGo = async (): Promise<void> => {
    try {
      await send<void>('DELETE', `${prefix}/api/v1/shops/${encodeURIComponent(slug)}/holds/${id ?? ''}`);
    } catch (reason) {
      if (reason instanceof Problem && reason.status === 0) return; // nothing was sent: it is held still
    }
    gone();
  };
  return (
    <div class="notice" role="status">
      <p>{words.held(writeDate(new Date(expires_at), 'time', locale, zone))} <a href={path}>{words.goOn}</a></p>
      <p class="buttons"><button type="button" class="plain" onClick={() => void letGo()}>{words.letGo}</button></p>
    </div>
  );
}

/** In the language of the page. */
export async function showHeld(room: HTMLElement, at: At, language: Language): Promise<void> {
  await speak(language);
  render(<Bar {...at} />, room);
}
