// A code that makes a phone one of the shop's: shown once, as a QR code and as letters to type.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Done } from '../../api/member_client';
import { writeDate } from '../../words/write';
import { Copyable } from '../lists/copy';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Venue } from './view';

export type Code = Done<'post', '/api/v1/shops/{shop}/enrolments'>;

const scopes = { 'hand-over': ['hand-over'], sell: ['hand-over', 'sell'], look: [] } as const;
type Scope = keyof typeof scopes;

interface Props {
  app: Dashboard;
  venues: readonly Venue[];
  close: () => void;
  made: (code: Code) => void;
}

export function EnrolForm({ app, venues, close, made }: Props): JSX.Element {
  const { words } = useWords();
  const [name, setName] = useState('');
  const [venue, setVenue] = useState(venues[0]?.id ?? '');
  const [scope, setScope] = useState<Scope>('hand-over');
  const [signs, setSigns] = useState(false);
  const send = async (): Promise<void> =>
    made(await app.client.post('/api/v1/shops/{shop}/enrolments', { shop: app.shop.slug },
      { name: name.trim(), venue, may: [...scopes[scope]], wants_signature: signs }));
  return (
    <FormDialog title={words.enrolDevice.replace(' …', '')} act={words.enrolNow} close={close} send={send} fields={['name', 'venue']}>
      {(wrong) => (
        <>
          <Field label={words.deviceName} help={words.deviceNameHelp} error={wrong('name')}>
            {(tied) => <input {...tied} required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
          <Field label={words.venue} error={wrong('venue')}>
            {(tied) => (
              <select {...tied} value={venue} onChange={(event) => setVenue(event.currentTarget.value)}>
                {venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.deviceMay}>
            {(tied) => (
              <select {...tied} value={scope} onChange={(event) => setScope(event.currentTarget.value as Scope)}>
                {(Object.keys(scopes) as Scope[]).map((one) => <option key={one} value={one}>{words[`may:${one}`]}</option>)}
              </select>
            )}
          </Field>
          <label class="check">
            <input type="checkbox" checked={signs} onChange={(event) => setSigns(event.currentTarget.checked)} /> {words.wantsSignature}
          </label>
        </>
      )}
    </FormDialog>
  );
}

export function CodeShown({ app, code, close }: { app: Dashboard; code: Code; close: () => void }): JSX.Element {
  const { words, locale } = useWords();
  return (
    <Dialog title={words.codeOf(code.name)} close={close}>
      <p>{words.codeHow(writeDate(new Date(code.expires_at), 'time', locale, app.shop.time_zone))}</p>
      <Drawing svg={code.qr} label={words.qrEnrols(code.name)} />
      <dl class="facts">
        <dt>{words.codeToType}</dt><dd><Copyable text={`${app.shop.slug}/${code.code}`} label={words.codeToType} /></dd>
        <dt>{words.codeLink}</dt><dd><Copyable text={code.app} label={words.codeLink} /></dd>
      </dl>
      <div class="buttons"><button type="button" onClick={close}>{words.enrolled}</button></div>
    </Dialog>
  );
}

/** The code is at no address that an <img> could ask for, and data: is forbidden: so the drawing itself. */
function Drawing({ svg, label }: { svg: string; label: string }): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    drawn.setAttribute('aria-label', label);
    drawn.querySelector('title')?.remove(); // the server's is English
    room.current?.replaceChildren(drawn);
  }, [svg, label]);
  return <div class="enrolment-qr" ref={room} />;
}
