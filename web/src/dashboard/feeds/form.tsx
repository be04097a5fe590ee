// A feed of every shelf, or of what is chosen from them.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { useWords } from '../lists/speech';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Feed } from './view';

export function FeedForm({ app, feed, close, done }: { app: Dashboard; feed: Feed | null; close: () => void; done: () => void }): JSX.Element {
  const { words } = useWords();
  const { products } = useNames(app);
  const shop = app.shop.slug;
  const venues = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock', { shop }), []).value?.venues ?? [];
  const [name, setName] = useState(feed?.name ?? '');
  const [title, setTitle] = useState(feed?.title ?? '');
  const [venue, setVenue] = useState(feed?.venue ?? '');
  const [sku, setSku] = useState(feed?.sku ?? '');
  const [drop, setDrop] = useState(feed?.drop ?? '');
  const [secret, setSecret] = useState(feed?.secret ?? false);
  const send = async (): Promise<void> => {
    // What this form does not show stays as it was.
    const kept = given({ description: feed?.description, color: feed?.color, image: feed?.image, past_days: feed?.past_days, future_days: feed?.future_days });
    await app.client.put('/api/v1/shops/{shop}/feeds/{feed}', { shop, feed: name }, { ...kept, ...given({ title: title.trim(), venue, sku, drop: drop.trim() }), secret });
    done();
  };
  return (
    <FormDialog title={feed ? words.changeFeed(feed.title) : words.makeFeed} act={words.save} close={close} send={send} fields={['name', 'title', 'venue', 'sku', 'drop']}>
      {(wrong) => (
        <>
          {!feed && (
            <Field label={words.feedName} help={words.feedNameHelp} error={wrong('name')}>
              {(tied) => <input {...tied} required pattern="[a-z0-9\-]{1,64}" autocapitalize="none" value={name} onInput={(event) => setName(event.currentTarget.value)} />}
            </Field>
          )}
          <Field label={words.feedTitle} help={words.optional} error={wrong('title')}>
            {(tied) => <input {...tied} maxLength={200} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />}
          </Field>
          <Field label={words.feedVenue} error={wrong('venue')}>
            {(tied) => (
              <select {...tied} value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
                <option value="">{words.everything}</option>
                {venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.feedSku} error={wrong('sku')}>
            {(tied) => (
              <select {...tied} value={sku} onChange={(event) => setSku(event.currentTarget.value)}>
                <option value="">{words.everything}</option>
                <option value="SEAT">{words.seat}</option>
                {products.map((one) => <option key={one.sku} value={one.sku}>{one.name}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.feedDrop} help={words.optional} error={wrong('drop')}>
            {(tied) => <input {...tied} maxLength={200} value={drop} onInput={(event) => setDrop(event.currentTarget.value)} />}
          </Field>
          <label class="check"><input type="checkbox" checked={secret} onChange={(event) => setSecret(event.currentTarget.checked)} /> {words.makeSecret}</label>
        </>
      )}
    </FormDialog>
  );
}
