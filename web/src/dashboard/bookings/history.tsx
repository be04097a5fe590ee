// What was written to the customer, and who did what to the booking.
import type { JSX } from 'preact';
import { actionOf, actorOf, factsOf } from '../audit/facts';
import { useWords } from '../lists/speech';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { BookingView } from './booking';

export function History({ app, view, nameOf, again }: { app: Dashboard; view: BookingView; nameOf: (sku: string) => string; again: () => void }): JSX.Element {
  const { words, locale } = useWords();
  const zone = app.shop.time_zone;
  const reader = { words, locale, zone, nameOf };
  const { busy, reason, send } = useSending();
  const sendAgain = (): Promise<void> => send(async () => {
    const { recipient } = await app.client.post('/api/v1/shops/{shop}/bookings/{booking}/letter', { shop: app.shop.slug, booking: view.booking.code }, undefined);
    tell(words.sentAgain(recipient));
    again();
  });
  return (
    <>
      <section class="panel">
        <div class="head-of">
          <h2>{words.letters}</h2>
          {view.booking.customer.email && <button type="button" class="plain" disabled={busy} onClick={() => void sendAgain()}>{words.sendAgain}</button>}
        </div>
        <p class="soft">{words.lettersHelp}</p>
        {reason !== undefined && <Trouble reason={reason} />}
        <List label={words.letters} file="letters" rows={view.letters} keyOf={(letter) => letter.id} empty={words.noLetters} troubled={(letter) => letter.state === 'failed'}
          columns={[
            { name: words.what, heading: true, text: (letter) => letter.subject, show: (letter) => letter.subject },
            { name: words.state, text: (letter) => [words[`letter:${letter.state}`], letter.trouble].filter(Boolean).join(': '), show: (letter) => <>{words[`letter:${letter.state}`]}{letter.trouble && <div class="soft">{letter.trouble}</div>}</> },
            { name: words.when, text: (letter) => letter.sent_at ?? letter.written_at, show: (letter) => <When at={letter.sent_at ?? letter.written_at} zone={zone} /> },
          ]} />
      </section>
      <section class="panel">
        <h2>{words.history}</h2>
        <List label={words.history} file="history" rows={view.history} keyOf={(entry) => entry.id} empty={words.noHistory}
          columns={[
            { name: words.action, heading: true, text: (entry) => entry.action, show: (entry) => actionOf(entry.action, words) ?? entry.action },
            { name: words.actor, text: (entry) => entry.actor, show: (entry) => actorOf(entry.actor, words) },
            { name: words.when, text: (entry) => entry.at, show: (entry) => <When at={entry.at} zone={zone} /> },
            { name: words.facts, text: (entry) => factsOf(entry.facts, reader), show: (entry) => factsOf(entry.facts, reader) },
          ]} />
      </section>
    </>
  );
}
