// What one's own calendar apps sign in with: one password for each, shown once.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { ago } from '../../words/ago';
import { Copyable } from '../lists/copy';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';

type Made = components['schemas']['NewAppPassword'];
type AppPassword = components['schemas']['AppPassword'];

const hour = 3_600_000; // milliseconds

export function View({ app }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const shop = app.shop.slug;
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/app-passwords', { shop }), []);
  const [naming, setNaming] = useState(false);
  const [label, setLabel] = useState('');
  const [made, setMade] = useState<Made | null>(null);
  const { reason, send } = useSending();
  const revoke = async (one: AppPassword): Promise<void> => {
    if (!(await confirm({ title: words.revokeTitle(one.label), text: words.revokeText, act: words.revokeNow, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/app-passwords/{password}', { shop, password: one.id });
      tell(words.isRevoked);
      asked.again();
    });
  };
  // The server writes it down once an hour.
  const used = (at: string | null): string =>
    !at ? words.neverUsed : Date.now() - Date.parse(at) < hour ? words.lastHour : ago(Date.parse(at), Date.now(), locale, words.lastHour);
  const make = async (): Promise<void> => {
    setMade(await app.client.post('/api/v1/shops/{shop}/app-passwords', { shop }, { label: label.trim() }));
    setLabel('');
    asked.again();
  };
  return (
    <>
      <p>{words.passwordsHelp}</p>
      <p class="buttons"><button type="button" onClick={() => setNaming(true)}>{words.makePassword}</button></p>
      {reason !== undefined && <Trouble reason={reason} />}
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {asked.value && (
        <section class="panel">
          <List label={words.passwords} file="app-passwords" rows={asked.value.app_passwords} keyOf={(one) => one.id} empty={words.noPasswords}
            columns={[
              { name: words.passwordLabel, heading: true, text: (one) => one.label, show: (one) => one.label },
              { name: words.madeAt, text: (one) => one.made_at, show: (one) => <When at={one.made_at} zone={app.shop.time_zone} style="dayOfYear" /> },
              { name: words.usedAt, text: (one) => one.used_at ?? '', show: (one) => used(one.used_at) },
              { name: words.acts, show: (one) => <button type="button" class="plain" aria-label={`${words.revoke} ${one.label}`} onClick={() => void revoke(one)}>{words.revoke}</button> },
            ]} />
        </section>
      )}
      {app.may('manager') && <p class="soft">{words.devicesHelp} <a href={app.router.address('devices')}>{words.devices}</a>.</p>}
      {naming && (
        <FormDialog title={words.makePassword} act={words.makePassword.replace(' …', '')} close={() => setNaming(false)} send={make} fields={['label']}>
          {(wrong) => (
            <Field label={words.passwordLabel} help={words.passwordLabelHelp} error={wrong('label')}>
              {(tied) => <input {...tied} required maxLength={100} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />}
            </Field>
          )}
        </FormDialog>
      )}
      {made && <Shown app={app} made={made} close={() => setMade(null)} />}
    </>
  );
}

function Shown({ app, made, close }: { app: Dashboard; made: Made; close: () => void }): JSX.Element {
  const { words } = useWords();
  const server = `${app.origin}/dav/`;
  const guides = [['Apple', words.appleDavHow], ['Android', words.androidDavHow], ['Thunderbird', words.thunderbirdDavHow],
    ['GNOME', words.gnomeDavHow], ['Outlook', words.outlookDavHow], ['Google', words.googleDavHow]] as const;
  return (
    <Dialog title={words.newPasswordTitle} close={close}>
      <p class="notice">{words.shownOnce}</p>
      <dl class="facts">
        <dt>{words.server}</dt><dd><Copyable text={server} label={words.server} /></dd>
        <dt>{words.userName}</dt><dd><Copyable text={made.user} label={words.userName} /></dd>
        <dt>{words.password}</dt><dd><Copyable text={made.password} label={words.password} /></dd>
      </dl>
      <details class="how">
        <summary>{words.setUp}</summary>
        <dl>{guides.map(([name, how]) => <div key={name}><dt>{name}</dt><dd>{how}</dd></div>)}</dl>
      </details>
      <div class="buttons"><button type="button" onClick={close}>{words.entered}</button></div>
    </Dialog>
  );
}
