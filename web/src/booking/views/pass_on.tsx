// A booking is passed on by a link that works once: made, sent, and taken back while nobody has used it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { components, paths } from '../../api/schema';
import { send } from '../../api/send';
import { writeDate } from '../../words/write';
import type { BookingPage } from '../page';
import { useSpeech } from '../speech';
import { prefix } from '../visit';
import { attempt, Press } from './parts';

type Made = paths['/api/v1/bookings/{token}/transfer']['post']['responses']['201']['content']['application/json'];
type Instant = components['schemas']['Instant'];

export function PassOn({ shown }: { shown: BookingPage }): JSX.Element | null {
  const { words, locale } = useSpeech();
  const { booking, shop } = shown;
  const until = useSignal<Instant | null>(shown.passing_on_until);
  const link = useSignal('');
  if (!shown.can_pass_on && until.value === null) return null;
  const address = `${prefix()}/api/v1/bookings/${encodeURIComponent(booking.token)}/transfer`;
  const make = async (): Promise<void> => {
    const made = await send<Made>('POST', address, {});
    link.value = made.link;
    until.value = made.expires_at;
  };
  const keepIt = async (): Promise<void> => {
    await send<void>('DELETE', address);
    link.value = '';
    until.value = null;
  };
  return (
    <section class="pass-on" aria-labelledby="pass-on">
      <h3 id="pass-on">{words.passOn}</h3>
      {until.value === null ? <p class="soft">{words.passOnStory}</p> : (
        <p class="notice" role="status">{words.linkIsOpen(writeDate(new Date(until.value), 'dayTime', locale, shop.time_zone))}</p>
      )}
      {link.value && <Link link={link.value} title={shown.slots[0]?.summary ?? shop.name} />}
      <p class="buttons">
        {shown.can_pass_on && <Press class="plain" act={() => void attempt(make)}>{until.value === null ? words.makeLink : words.makeOtherLink}</Press>}
        {until.value !== null && <Press class="plain" act={() => void attempt(keepIt)}>{words.keepItAfterAll}</Press>}
      </p>
    </section>
  );
}

// It is shown here alone, so it is there to be copied at once.
function Link({ link, title }: { link: string; title: string }): JSX.Element {
  const { words } = useSpeech();
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  useEffect(() => field.current?.select(), [link]);
  const copy = async (): Promise<void> => {
    field.current?.select();
    copied.value = await navigator.clipboard?.writeText(link).then(() => true, () => false) ?? false;
  };
  const canShare = typeof navigator.share === 'function';
  return (
    <div class="fields">
      <label for="pass-on-link">{words.linkToSend}</label>
      <input id="pass-on-link" ref={field} value={link} readOnly dir="ltr" />
      <p class="buttons">
        <button type="button" onClick={() => void copy()}>{copied.value ? words.copied : words.copy}</button>
        {canShare && <button type="button" class="plain" onClick={() => void navigator.share({ title, url: link }).catch(() => undefined)}>{words.share}</button>}
      </p>
      <p class="soft">{words.onceTaken}</p>
    </div>
  );
}
