// The one-time link of digital goods.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import type { ClaimPage } from '../page';
import { useSpeech } from '../speech';
import { prefix } from '../visit';

export function Claim({ shown }: { shown: ClaimPage }): JSX.Element {
  const { words, locale } = useSpeech();
  const { name, code, path, content, there, claimed_at, open_until, shop } = shown;
  const at = (instant: string): string => writeDate(new Date(instant), 'dayTime', locale, shop.time_zone);
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1} dir="auto">{name}</h1>
      <p class="soft">{words.bookingCode} <strong class="code">{code}</strong></p>
      {!claimed_at && there && (
        <>
          <p>{words.worksOnce}</p>
          {!navigator.cookieEnabled && <p class="notice bad" role="alert">{words.noCookies}</p>}
          <form method="post" action={prefix() + path}><button type="submit">{words.openItNow}</button></form>
        </>
      )}
      {open_until && (
        <>
          <p class="buttons"><a class="button" href={content.startsWith('/') ? prefix() + content : content} rel="noreferrer">{words.getIt}</a></p>
          <p class="soft">{words.openUntil(at(open_until))}</p>
        </>
      )}
      {claimed_at && !open_until && <p class="notice">{words.wasUsed(at(claimed_at))}</p>}
      {!claimed_at && !there && <p class="notice">{words.notThereYet}</p>}
    </section>
  );
}
