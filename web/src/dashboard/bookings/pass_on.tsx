// For a customer who asks for it at the counter: a link that makes somebody else the holder, once.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { Copyable } from '../lists/copy';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';

export type Link = components['schemas']['TransferLink'];

const usually = '7';

export function PassOnForm({ app, code, close, made }: { app: Dashboard; code: string; close: () => void; made: (link: Link) => void }): JSX.Element {
  const { words } = useWords();
  const [days, setDays] = useState(usually);
  const send = async (): Promise<void> =>
    made(await app.client.post('/api/v1/shops/{shop}/bookings/{booking}/transfer', { shop: app.shop.slug, booking: code }, { days: Number(days) }));
  return (
    <FormDialog title={words.passOnTitle(code)} act={words.passOnNow} close={close} send={send} fields={['days']}>
      {(wrong) => (
        <>
          <p>{words.passOnHelp}</p>
          <Field label={words.passOnDays} error={wrong('days')}>
            {(tied) => <input {...tied} type="number" inputMode="numeric" required min={1} max={30} step={1} value={days} onInput={(event) => setDays(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

export function PassOnLink({ app, code, link, close }: { app: Dashboard; code: string; link: Link; close: () => void }): JSX.Element {
  const { words, locale } = useWords();
  return (
    <Dialog title={words.passOnTitle(code)} close={close}>
      <p>{words.passOnLinkHelp(writeDate(new Date(link.expires_at), 'dayTime', locale, app.shop.time_zone))}</p>
      <p><Copyable text={link.link} label={words.passOnLink} /></p>
      <div class="buttons"><button type="button" onClick={close}>{words.passOnDone}</button></div>
    </Dialog>
  );
}
