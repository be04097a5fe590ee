// What was written to the customer, and who did what to the booking.
import type { JSX } from 'preact';
import { factsOf } from '../audit/facts';
import { useWords } from '../lists/speech';
import { List } from '../parts/list';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { BookingView } from './booking';

export function History({ app, view }: { app: Dashboard; view: BookingView }): JSX.Element {
  const { words } = useWords();
  const zone = app.shop.time_zone;
  return (
    <>
      <section class="panel">
        <h2>{words.letters}</h2>
        <p class="soft">{words.lettersHelp}</p>
        <List label={words.letters} rows={view.letters} keyOf={(letter) => letter.id} empty={words.noLetters} troubled={(letter) => letter.state === 'failed'}
          columns={[
            { name: words.what, heading: true, show: (letter) => letter.subject },
            { name: words.state, show: (letter) => <>{words[`letter:${letter.state}`]}{letter.trouble && <div class="soft">{letter.trouble}</div>}</> },
            { name: words.when, show: (letter) => <When at={letter.sent_at ?? letter.written_at} zone={zone} /> },
          ]} />
      </section>
      <section class="panel">
        <h2>{words.history}</h2>
        <List label={words.history} rows={view.history} keyOf={(entry) => entry.id} empty={words.noHistory}
          columns={[
            { name: words.action, heading: true, show: (entry) => <code>{entry.action}</code> },
            { name: words.actor, show: (entry) => entry.actor },
            { name: words.when, show: (entry) => <When at={entry.at} zone={zone} /> },
            { name: words.facts, show: (entry) => factsOf(entry.facts) },
          ]} />
      </section>
    </>
  );
}
