// What signs the messages of a webhook, shown once.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { Copyable } from '../lists/copy';
import { useWords } from '../outside/speech';
import { Dialog } from '../parts/dialog';
import type { Dashboard } from '../state';

export type Made = components['schemas']['WebhookMade'];

export function Secret({ app, made, close }: { app: Dashboard; made: Made; close: () => void }): JSX.Element {
  const { words, locale } = useWords();
  const until = made.previous_secret_until;
  return (
    <Dialog title={words.secretTitle} close={close}>
      <p>{words.secretStory}</p>
      <p><Copyable text={made.secret} label={words.webhookSecret} /></p>
      {until !== null && <p>{words.secretBefore(writeDate(new Date(until), 'dayTime', locale, app.shop.time_zone))}</p>}
      <div class="buttons"><button type="button" onClick={close}>{words.secretTaken}</button></div>
    </Dialog>
  );
}
