// How messages come in: pasted, or sent by another server; and how long they stay.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Copyable } from '../lists/copy';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Field } from '../parts/field';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import { PasteForm } from './paste';
import { useWords } from './speech';

export function Intake({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/voice/settings', { shop: app.shop.slug }), []);
  return (
    <>
      <PasteForm app={app} />
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {!asked.value && asked.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
      {asked.value && <Signed app={app} address={asked.value.address} hasSecret={asked.value.has_secret} made={asked.again} />}
      {asked.value && <Keep app={app} days={asked.value.keep_days} />}
    </>
  );
}

function Signed({ app, address, hasSecret, made }: { app: Dashboard; address: string; hasSecret: boolean; made: () => void }): JSX.Element {
  const { words } = useWords();
  const [secret, setSecret] = useState('');
  const { reason, send } = useSending();
  const renew = async (): Promise<void> => {
    if (hasSecret && !(await confirm({ title: words.renewQuestion, text: words.renewStory, act: words.renewSecret }))) return;
    await send(async () => {
      setSecret((await app.client.post('/api/v1/shops/{shop}/voice/secret', { shop: app.shop.slug }, undefined)).secret);
      made();
    });
  };
  return (
    <section class="panel">
      <h2>{words.signedHeading}</h2>
      <p class="soft">{words.signedHelp}</p>
      <dl class="facts">
        <dt>{words.signedAddress}</dt>
        <dd><Copyable text={address} label={words.signedAddress} /></dd>
        {secret && <><dt>{words.signingSecret}</dt><dd><Copyable text={secret} label={words.signingSecret} /></dd></>}
      </dl>
      {secret && <p role="status" class="notice">{words.secretOnce}</p>}
      {reason !== undefined && <Trouble reason={reason} />}
      {app.may('owner') && <button type="button" class="plain" onClick={() => void renew()}>{hasSecret ? words.renewSecret : words.makeSigningSecret}</button>}
    </section>
  );
}

function Keep({ app, days }: { app: Dashboard; days: number }): JSX.Element {
  const { words } = useWords();
  const [entered, setEntered] = useState(String(days));
  const { busy, reason, send } = useSending();
  const store = async (event: Event): Promise<void> => {
    event.preventDefault();
    await send(async () => {
      await app.client.put('/api/v1/shops/{shop}/voice/settings', { shop: app.shop.slug }, { keep_days: Number(entered) });
      tell(words.kept);
    });
  };
  return (
    <section class="panel">
      <h2>{words.keepHeading}</h2>
      <form onSubmit={(event) => void store(event)}>
        <Field label={words.keepDays} help={words.keepHelp}>
          {(tied) => <input {...tied} type="number" min={1} max={730} required value={entered} disabled={!app.may('owner')} onInput={(event) => setEntered(event.currentTarget.value)} />}
        </Field>
        {reason !== undefined && <Trouble reason={reason} />}
        {app.may('owner') && <button type="submit" disabled={busy}>{words.store}</button>}
      </form>
    </section>
  );
}
