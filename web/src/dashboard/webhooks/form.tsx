// Where messages go, and of what.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { useWords } from '../outside/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Made } from './secret';
import type { Webhook } from './view';

interface Props {
  app: Dashboard;
  webhook: Webhook | null;
  /** All that can be wanted. */
  events: readonly string[];
  close: () => void;
  /** With the secret, where it is a new one. */
  done: (made: Made | null) => void;
}

export function WebhookForm({ app, webhook, events, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [some, setSome] = useState((webhook?.events.length ?? 0) > 0);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(webhook?.events));
  const [active, setActive] = useState(webhook?.active ?? true);
  const send = async (): Promise<void> => {
    const terms = { url: url.trim(), events: some ? events.filter((kind) => wanted.has(kind)) : [], active };
    if (!webhook) return done(await app.client.post('/api/v1/shops/{shop}/webhooks', { shop }, terms));
    await app.client.put('/api/v1/shops/{shop}/webhooks/{webhook}', { shop, webhook: webhook.id }, terms);
    done(null);
  };
  const toggle = (kind: string, on: boolean): void => {
    const next = new Set(wanted);
    if (on) next.add(kind);
    else next.delete(kind);
    setWanted(next);
  };
  return (
    <FormDialog title={webhook ? words.changeWebhook(webhook.url) : words.addWebhook} act={words.save} close={close} send={send} fields={['url']}>
      {(wrong) => (
        <>
          <Field label={words.webhookUrl} help={words.webhookUrlHelp} error={wrong('url')}>
            {(tied) => <input {...tied} type="url" required maxLength={2000} autocapitalize="none" value={url} onInput={(event) => setUrl(event.currentTarget.value)} />}
          </Field>
          <fieldset>
            <legend>{words.webhookEvents}</legend>
            <label class="check"><input type="radio" name="which" checked={!some} onChange={() => setSome(false)} /> {words.allEvents}</label>
            <label class="check"><input type="radio" name="which" checked={some} onChange={() => setSome(true)} /> {words.someEvents}</label>
            {some && (
              <div class="kinds">
                {events.filter((kind) => kind !== 'webhook.ping').map((kind) => (
                  <label class="check" key={kind}>
                    <input type="checkbox" checked={wanted.has(kind)} onChange={(event) => toggle(kind, event.currentTarget.checked)} /> <code>{kind}</code>
                  </label>
                ))}
              </div>
            )}
          </fieldset>
          <label class="check"><input type="checkbox" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} /> {words.webhookOn}</label>
        </>
      )}
    </FormDialog>
  );
}
