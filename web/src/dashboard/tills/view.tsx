// Tills of other makers that sell from the same shelf.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { Copyable } from '../lists/copy';
import '../lists/style.css';
import { useWords } from '../outside/speech';
import '../outside/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Dialog } from '../parts/dialog';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { ViewProps } from '../views';
import { TillForm } from './form';
import { TillLog } from './log';

export type Till = components['schemas']['Till'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const chosen = query.get('till');
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/tills', { shop }), [chosen]);
  const [open, setOpen] = useState<Till | 'new' | null>(null);
  const [secret, setSecret] = useState('');
  const { reason, send } = useSending();
  if (chosen !== null) return <TillLog app={app} till={chosen} />;
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const remove = async (till: Till): Promise<void> => {
    if (!(await confirm({ title: words.removeTillTitle(till.name), text: words.removeTillText, act: words.removeWebhook, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/tills/{till}', { shop, till: till.id });
      tell(words.tillRemoved);
      asked.again();
    });
  };
  const stateOf = (till: Till): string => till.problem || (till.active ? words.tillWell : words.webhookIsOff);
  return (
    <>
      <p class="soft">{words.tillStory}</p>
      <p class="buttons"><button type="button" onClick={() => setOpen('new')}>{words.addTill}</button></p>
      {reason !== undefined && <Trouble reason={reason} />}
      <List label={words.tills} file="tills" rows={asked.value.tills} keyOf={({ id }) => id} empty={words.noTills} troubled={({ problem }) => problem !== ''}
        columns={[
          { name: words.till, heading: true, text: (till) => till.name, show: (till) => <>{till.name}<div class="soft">{words[`maker:${till.maker}`]}</div></> },
          { name: words.maker, text: (till) => words[`maker:${till.maker}`] },
          { name: words.lastHeard, text: (till) => till.heard_at ?? '', show: (till) => (till.heard_at === null ? words.neverHeard : <When at={till.heard_at} zone={app.shop.time_zone} />) },
          { name: words.state, text: stateOf, show: stateOf },
          { name: words.acts, show: (till) => (
            <div class="acts">
              <a class="button quiet" href={app.router.address('tills', { till: till.id })} aria-label={words.openTillOf(till.name)}>{words.openTill}</a>
              <button type="button" class="plain" aria-label={words.changeTill(till.name)} onClick={() => setOpen(till)}>{words.change}</button>
              <button type="button" class="plain" aria-label={`${words.removeWebhook}: ${till.name}`} onClick={() => void remove(till)}>{words.removeWebhook}</button>
            </div>
          ) },
        ]} />
      {open && (
        <TillForm app={app} till={open === 'new' ? null : open} close={() => setOpen(null)}
          done={(made) => {
            setSecret(made);
            tell(words.tillStored);
            asked.again();
          }} />
      )}
      {secret !== '' && (
        <Dialog title={words.tillSecretTitle} close={() => setSecret('')}>
          <p>{words.tillSecretStory}</p>
          <p><Copyable text={secret} label={words.webhookSecret} /></p>
          <div class="buttons"><button type="button" onClick={() => setSecret('')}>{words.secretTaken}</button></div>
        </Dialog>
      )}
    </>
  );
}
