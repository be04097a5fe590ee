// A shift goes to somebody of the shop, to a helper from outside, or to whose turn it is.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import type { Person, Shift } from './view';

interface Props {
  app: Dashboard;
  shift: Shift;
  people: readonly Person[];
  close: () => void;
  done: (name: string) => void;
}

export function AssignForm({ app, shift, people, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const [person, setPerson] = useState('');
  const [email, setEmail] = useState('');
  const helper = person === '@';
  const send = async (): Promise<void> => {
    const chosen = helper ? email.trim() : person;
    const after = await app.client.post('/api/v1/shops/{shop}/shifts/{shift}/assign', { shop: app.shop.slug, shift: shift.id }, chosen ? { person: chosen } : {});
    done(after.person?.name ?? words.nobody);
  };
  return (
    <FormDialog title={words.assignTitle(shift.summary)} act={words.assignNow} close={close} send={send} fields={['person']}>
      {(wrong) => (
        <>
          <p><When at={shift.starts_at} until={shift.ends_at} zone={shift.time_zone || app.shop.time_zone} /></p>
          <p class="soft">{words.assignHelp}</p>
          <Field label={words.person} error={helper ? undefined : wrong('person')}>
            {(tied) => (
              <select {...tied} value={person} onChange={(event) => setPerson(event.currentTarget.value)}>
                <option value="">{words.whoseTurn}</option>
                {people.filter((one) => one.role !== 'reader').map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
                <option value="@">{words.somebodyElse}</option>
              </select>
            )}
          </Field>
          {helper && (
            <Field label={words.helperEmail} error={wrong('person')}>
              {(tied) => <input {...tied} type="email" required maxLength={254} value={email} onInput={(event) => setEmail(event.currentTarget.value)} />}
            </Field>
          )}
        </>
      )}
    </FormDialog>
  );
}
