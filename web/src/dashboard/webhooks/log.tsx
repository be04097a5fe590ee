// What a webhook was told, newest first, how that went, and a button that sends it again.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { given } from '../lists/given';
import { More, rowsAtOnce, usePages } from '../lists/pages';
import { useWords } from '../outside/speech';
import { Dialog } from '../parts/dialog';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { Webhook } from './view';

type Delivery = components['schemas']['WebhookDeliveries']['deliveries'][number];

export function DeliveryLog({ app, webhook }: { app: Dashboard; webhook: Webhook }): JSX.Element {
  const { words, locale } = useWords();
  const at = { shop: app.shop.slug, webhook: webhook.id };
  const [open, setOpen] = useState<Delivery | null>(null);
  const { reason, send } = useSending();
  const pages = usePages<Delivery>(async (cursor, limit = rowsAtOnce) => {
    const answer = await app.client.get('/api/v1/shops/{shop}/webhooks/{webhook}/deliveries', at, given({ cursor, limit }));
    return { rows: answer.deliveries, next: answer.next };
  }, [webhook.id]);
  const attempt = (act: () => Promise<string>): Promise<void> => send(async () => {
    tell(await act());
    pages.again();
  });
  const replay = ({ event }: Delivery): Promise<void> => attempt(async () => {
    await app.client.post('/api/v1/shops/{shop}/webhooks/{webhook}/deliveries/{event}/replay', { ...at, event }, undefined);
    return words.replayed;
  });
  const replayAll = (): Promise<void> => attempt(async () =>
    words.replayedMany((await app.client.post('/api/v1/shops/{shop}/webhooks/{webhook}/replay', at, undefined)).events));
  const write = (instant: string): string => writeDate(new Date(instant), 'dayTime', locale, app.shop.time_zone);
  return (
    <section class="panel">
      <p><a href={app.router.address('webhooks')}>{words.backToWebhooks}</a></p>
      <div class="head-of">
        <h2 class="address">{webhook.url}</h2>
        <div class="acts">
          {webhook.given_up > 0 && <button type="button" class="plain" onClick={() => void replayAll()}>{words.replayGivenUp}</button>}
          <button type="button" class="plain" onClick={pages.again}>{words.lookAgain}</button>
        </div>
      </div>
      {reason !== undefined && <Trouble reason={reason} />}
      {pages.rows && (
        <List label={words.logOf(webhook.url)} file="webhook" rows={pages.rows} rest={pages.rest} keyOf={({ event }) => event} empty={words.noDeliveries}
          troubled={({ state }) => state === 'given-up'}
          columns={[
            { name: words.eventType, heading: true, text: ({ type }) => type, show: ({ type }) => <code>{type}</code> },
            { name: words.when, text: (one) => one.created_at, show: (one) => <When at={one.created_at} zone={app.shop.time_zone} /> },
            { name: words.state, text: ({ state }) => state, show: (one) => (
              <>{words[`delivery:${one.state}`]}{one.state === 'waiting' && one.tries.length > 0 && one.next_try_at !== null && <div class="soft">{words.nextTry(write(one.next_try_at))}</div>}</>
            ) },
            { name: words.lastTry, text: (one) => lastTry(one, words), show: (one) => (
              <>{lastTry(one, words)}{one.tries.length > 1 && <div class="soft">{words.tries(one.tries.length)}</div>}</>
            ) },
            { name: words.acts, show: (one) => (
              <div class="acts">
                <button type="button" class="plain" aria-label={words.detailsOf(one.type)} onClick={() => setOpen(one)}>{words.details}</button>
                <button type="button" class="plain" aria-label={words.replayOf(one.type)} onClick={() => void replay(one)}>{words.replay}</button>
              </div>
            ) },
          ]} />
      )}
      <More pages={pages} />
      {open && (
        <Dialog title={words.detailsOf(open.type)} close={() => setOpen(null)}>
          <h3>{words.whatWasSent}</h3>
          <pre class="bytes" tabIndex={0}>{JSON.stringify(JSON.parse(open.body), null, 2)}</pre>
          <h3>{words.whatWasAnswered}</h3>
          {open.tries.length === 0 && <p class="soft">{words.notSentYet}</p>}
          {open.tries.map((one) => (
            <div key={one.at}>
              <p><When at={one.at} zone={app.shop.time_zone} />: {one.status > 0 ? words.answeredIn(one.status, one.ms) : one.reason}</p>
              {one.answer !== '' && <pre class="bytes" tabIndex={0}>{one.answer}</pre>}
            </div>
          ))}
        </Dialog>
      )}
    </section>
  );
}

function lastTry({ tries }: Delivery, words: ReturnType<typeof useWords>['words']): string {
  const [last] = tries;
  if (!last) return words.notSentYet;
  return last.status > 0 ? words.answeredIn(last.status, last.ms) : last.reason || words.noAnswerText;
}
