// What customers subscribe to: every feed with the ways into each calendar app, and the feeds that the shop makes itself.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { useState } from 'preact/hooks';
import { Copyable } from '../lists/copy';
import { given } from '../lists/given';
import { More, rowsAtOnce, usePages } from '../lists/pages';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { FeedForm } from './form';

type Subscription = components['schemas']['Subscription'];
export type Feed = components['schemas']['Feed'];

export function View({ app }: ViewProps): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/subscriptions', { shop: app.shop.slug }), []);
  return (
    <>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {!asked.value && asked.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
      {asked.value?.subscriptions.length === 0 && <p class="empty">{words.noFeeds}</p>}
      {asked.value?.subscriptions.map((one) => <Subscribe key={one.url} app={app} feed={one} />)}
      {app.may('manager') && <Named app={app} changed={asked.again} />}
    </>
  );
}

function Subscribe({ app, feed }: { app: Dashboard; feed: Subscription }): JSX.Element {
  const { words } = useWords();
  const [open, setOpen] = useState(false);
  const webcal = feed.url.replace(/^https?:/, 'webcal:');
  const apps = [
    ['Apple Calendar', words.appleHow, webcal],
    ['Google Calendar', words.googleHow, `https://calendar.google.com/calendar/r?cid=${encodeURIComponent(webcal)}`],
    ['Outlook', words.outlookHow, `https://outlook.live.com/calendar/0/addfromweb?url=${encodeURIComponent(feed.url)}&name=${encodeURIComponent(feed.title)}`],
    ['Thunderbird', words.thunderbirdHow, null],
    ['Android', words.androidHow, null],
  ] as const;
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{feed.title}</h2>
        <span class={`badge ${feed.secret ? 'low' : 'open'}`}>{feed.secret ? words.secret : words.openToAll}</span>
      </div>
      <p><Copyable text={feed.url} label={feed.title} /></p>
      {feed.secret && <p class="soft">{words.secretHelp}</p>}
      <details class="how" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{words.howToSubscribe}</summary>
        {open && (
          <>
            <p class="qr"><img width={260} height={260} alt={words.qrOf(feed.title)}
              src={`${app.prefix}/api/v1/shops/${app.shop.slug}/subscriptions/qr.svg?url=${encodeURIComponent(feed.url)}`} /></p>
            <dl>
              {apps.map(([name, how, link]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{how}{link && <p><a href={link}>{words.openIn(name)}</a></p>}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </details>
    </section>
  );
}

function Named({ app, changed }: { app: Dashboard; changed: () => void }): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const asked = usePages<Feed>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/feeds', { shop }, given({ cursor, limit }));
    return { rows: page.feeds, next: page.next };
  }, []);
  const [open, setOpen] = useState<Feed | 'new' | null>(null);
  const { reason, send } = useSending();
  const done = (sentence: string): void => {
    tell(sentence);
    asked.again();
    changed();
  };
  const renew = async (feed: Feed): Promise<void> => {
    if (!(await confirm({ title: words.newAddressTitle, text: words.newAddressText, act: words.newAddressNow, danger: true }))) return;
    await send(async () => {
      await app.client.post('/api/v1/shops/{shop}/feeds/{feed}/address', { shop, feed: feed.name }, undefined);
      done(words.addressIsNew);
    });
  };
  const end = async (feed: Feed): Promise<void> => {
    if (!(await confirm({ title: words.endFeedTitle(feed.title), text: words.endFeedText, act: words.endFeedNow, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/feeds/{feed}', { shop, feed: feed.name });
      done(words.feedEnded);
    });
  };
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{words.namedFeeds}</h2>
        <button type="button" onClick={() => setOpen('new')}>{words.makeFeed}</button>
      </div>
      {reason !== undefined && <Trouble reason={reason} />}
      {asked.rows && (
        <List label={words.namedFeeds} file="feeds" rows={asked.rows} rest={asked.rest} keyOf={(feed) => feed.name} empty={words.noNamedFeeds}
          columns={[
            { name: words.feedName, heading: true, text: (feed) => feed.name, show: (feed) => <>{feed.title}<div class="soft">{feed.name}</div></> },
            { name: words.state, text: (feed) => (feed.secret ? words.secret : words.openToAll), show: (feed) => (feed.secret ? words.secret : words.openToAll) },
            { name: words.onlyFor, text: onlyFor, show: (feed) => onlyFor(feed) || words.everything },
            { name: words.address, text: (feed) => (feed.secret ? '' : feed.url) },
            { name: words.acts, show: (feed) => (
              <div class="acts">
                {feed.calendars === null
                  ? <button type="button" class="plain" aria-label={words.changeFeed(feed.title)} onClick={() => setOpen(feed)}>{words.change}</button>
                  : <span class="soft">{words.chosenFeed}</span>}
                {feed.secret && <button type="button" class="plain" aria-label={`${words.newAddress} ${feed.title}`} onClick={() => void renew(feed)}>{words.newAddress}</button>}
                <button type="button" class="plain" aria-label={`${words.endFeed} ${feed.title}`} onClick={() => void end(feed)}>{words.endFeed}</button>
              </div>
            ) },
          ]} />
      )}
      <More pages={asked} />
      {open && <FeedForm app={app} feed={open === 'new' ? null : open} close={() => setOpen(null)} done={() => done(words.feedStored)} />}
    </section>
  );
}

function onlyFor(feed: Feed): string {
  return [feed.venue, feed.sku, feed.drop].filter(Boolean).join(', ');
}
