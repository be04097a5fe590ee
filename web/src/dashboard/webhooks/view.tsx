// Programs elsewhere that are told what happens here.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import '../lists/style.css';
import { useWords } from '../outside/speech';
import '../outside/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { ViewProps } from '../views';
import { WebhookForm } from './form';
import { DeliveryLog } from './log';
import { Secret, type Made } from './secret';

export type Webhook = components['schemas']['Webhook'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/webhooks', { shop }), [query.get('webhook')]);
  const [open, setOpen] = useState<Webhook | 'new' | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const { reason, send } = useSending();
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { webhooks, events } = asked.value;
  const chosen = webhooks.find(({ id }) => id === query.get('webhook'));
  if (chosen) return <DeliveryLog app={app} webhook={chosen} />;

  const attempt = (act: () => Promise<unknown>): Promise<void> => send(async () => {
    await act();
    asked.again();
  });
  const at = ({ id }: Webhook): { shop: string; webhook: string } => ({ shop, webhook: id });
  const ping = (webhook: Webhook): Promise<void> => attempt(async () => {
    await app.client.post('/api/v1/shops/{shop}/webhooks/{webhook}/ping', at(webhook), undefined);
    tell(words.pingSent);
  });
  const renew = async (webhook: Webhook): Promise<void> => {
    if (!(await confirm({ title: words.renewSecretTitle, text: words.renewSecretText, act: words.renewSecret }))) return;
    await attempt(async () => setMade(await app.client.post('/api/v1/shops/{shop}/webhooks/{webhook}/secret', at(webhook), undefined)));
  };
  const remove = async (webhook: Webhook): Promise<void> => {
    if (!(await confirm({ title: words.removeWebhookTitle, text: words.removeWebhookText, act: words.removeWebhook, danger: true }))) return;
    await attempt(async () => {
      await app.client.delete('/api/v1/shops/{shop}/webhooks/{webhook}', at(webhook));
      tell(words.webhookRemoved);
    });
  };
  const stateOf = (webhook: Webhook): string => webhook.stopped || (webhook.active ? words.webhookIsOn : words.webhookIsOff);
  return (
    <>
      <p class="soft">{words.webhookStory}</p>
      <p class="buttons"><button type="button" onClick={() => setOpen('new')}>{words.addWebhook}</button></p>
      {reason !== undefined && <Trouble reason={reason} />}
      <List label={words.webhooks} file="webhooks" rows={webhooks} keyOf={({ id }) => id} empty={words.noWebhooks}
        troubled={(webhook) => webhook.given_up > 0 || webhook.stopped !== ''}
        columns={[
          { name: words.webhookUrl, heading: true, text: (webhook) => bareAddress(webhook.url), show: (webhook) => <span class="address">{webhook.url}</span> },
          { name: words.webhookEvents, text: ({ events: kinds }) => kinds.join(' ') || words.allEvents, show: ({ events: kinds }) => (kinds.length === 0 ? words.allEvents : words.eventsCounted(kinds.length)) },
          { name: words.state, text: stateOf, show: stateOf },
          { name: words.deliveryState, text: (webhook) => standing(webhook, words), show: (webhook) => standing(webhook, words) },
          { name: words.acts, show: (webhook) => (
            <div class="acts">
              <a class="button quiet" href={app.router.address('webhooks', { webhook: webhook.id })} aria-label={words.logOf(webhook.url)}>{words.log}</a>
              <button type="button" class="plain" disabled={!webhook.active} aria-label={words.pingOf(webhook.url)} onClick={() => void ping(webhook)}>{words.ping}</button>
              <button type="button" class="plain" aria-label={words.changeWebhook(webhook.url)} onClick={() => setOpen(webhook)}>{words.change}</button>
              <button type="button" class="plain" aria-label={`${words.renewSecret}: ${webhook.url}`} onClick={() => void renew(webhook)}>{words.renewSecret}</button>
              <button type="button" class="plain" aria-label={words.removeWebhookOf(webhook.url)} onClick={() => void remove(webhook)}>{words.removeWebhook}</button>
            </div>
          ) },
        ]} />
      {open && (
        <WebhookForm app={app} webhook={open === 'new' ? null : open} events={events} close={() => setOpen(null)}
          done={(secret) => {
            setMade(secret);
            tell(words.webhookStored);
            asked.again();
          }} />
      )}
      {made && <Secret app={app} made={made} close={() => setMade(null)} />}
    </>
  );
}

/** Without what programs like to hide in an address: a name and password, and what stands behind "?". */
function bareAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function standing(webhook: Webhook, words: ReturnType<typeof useWords>['words']): string {
  const said = [
    webhook.waiting > 0 && words.messagesWaiting(webhook.waiting),
    webhook.given_up > 0 && words.messagesGivenUp(webhook.given_up),
  ].filter(Boolean);
  return said.length > 0 ? said.join(', ') : words.allArrived;
}
