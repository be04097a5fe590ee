// Whose till it is, where it stands, and how both reach each other.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { useWords } from '../outside/speech';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Till } from './view';

type Maker = components['schemas']['TillMaker'];
const makers: readonly Maker[] = ['square', 'shopify', 'generic'];

interface Props {
  app: Dashboard;
  till: Till | null;
  close: () => void;
  /** With the secret of a new till that has one of its own, or ''. */
  done: (secret: string) => void;
}

export function TillForm({ app, till, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const venues = useAnswer(() => app.client.get('/api/v1/shops/{shop}/stock', { shop }), []).value?.venues ?? [];
  const [maker, setMaker] = useState<Maker>(till?.maker ?? 'square');
  const [name, setName] = useState(till?.name ?? '');
  const [venue, setVenue] = useState(till?.venue ?? '');
  const [location, setLocation] = useState(till?.location ?? '');
  const [api, setApi] = useState(till?.api ?? '');
  const [access, setAccess] = useState('');
  const [secret, setSecret] = useState('');
  const [active, setActive] = useState(till?.active ?? true);
  const own = maker === 'generic';
  const send = async (): Promise<void> => {
    const terms = { maker, name: name.trim(), venue: venue || (venues[0]?.id ?? ''), active,
      ...given({ location: location.trim(), api: api.trim(), access: own ? '' : access.trim(), secret: own ? '' : secret.trim() }) };
    if (!till) return done((await app.client.post('/api/v1/shops/{shop}/tills', { shop }, terms)).secret);
    await app.client.put('/api/v1/shops/{shop}/tills/{till}', { shop, till: till.id }, terms);
    done('');
  };
  const kept = till ? words.keepsIfEmpty : undefined;
  return (
    <FormDialog title={till ? words.changeTill(till.name) : words.addTill} act={words.save} close={close} send={send}
      fields={['maker', 'name', 'venue', 'location', 'api', 'access', 'secret']}>
      {(wrong) => (
        <>
          {!till && (
            <Field label={words.maker} error={wrong('maker')}>
              {(tied) => (
                <select {...tied} value={maker} onChange={(event) => setMaker(event.currentTarget.value as Maker)}>
                  {makers.map((one) => <option key={one} value={one}>{words[`maker:${one}`]}</option>)}
                </select>
              )}
            </Field>
          )}
          <Field label={words.tillName} error={wrong('name')}>
            {(tied) => <input {...tied} required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
          <Field label={words.tillVenue} error={wrong('venue')}>
            {(tied) => (
              <select {...tied} value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
                {venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </select>
            )}
          </Field>
          {!own && (
            <>
              <Field label={words.tillLocation} help={words.tillLocationHelp} error={wrong('location')}>
                {(tied) => <input {...tied} required maxLength={200} autocapitalize="none" value={location} onInput={(event) => setLocation(event.currentTarget.value)} />}
              </Field>
              <Field label={words.tillSecret} help={kept} error={wrong('secret')}>
                {(tied) => <input {...tied} required={!till} maxLength={500} autocomplete="off" autocapitalize="none" value={secret} onInput={(event) => setSecret(event.currentTarget.value)} />}
              </Field>
            </>
          )}
          <Field label={words.tillApi} help={words.tillApiHelp} error={wrong('api')}>
            {(tied) => <input {...tied} type="url" maxLength={2000} autocapitalize="none" value={api} onInput={(event) => setApi(event.currentTarget.value)} />}
          </Field>
          {!own && (
            <Field label={words.tillAccess} help={kept} error={wrong('access')}>
              {(tied) => <input {...tied} maxLength={1000} autocomplete="off" autocapitalize="none" value={access} onInput={(event) => setAccess(event.currentTarget.value)} />}
            </Field>
          )}
          <label class="check"><input type="checkbox" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} /> {words.tillOn}</label>
        </>
      )}
    </FormDialog>
  );
}
