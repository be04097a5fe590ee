// What devices alone may sell, and how the shop gets it back.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { More, type Pages } from '../lists/pages';
import { useWords } from '../lists/speech';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';

export type Lease = components['schemas']['Lease'];

export function Leases({ app, pages }: { app: Dashboard; pages: Pages<Lease> }): JSX.Element {
  const { words } = useWords();
  const { reason, send } = useSending();
  const callBack = async (lease: Lease, atOnce: boolean): Promise<void> => {
    const question = atOnce
      ? { title: words.atOnceTitle(lease.name), text: words.atOnceText, act: words.atOnceNow }
      : { title: words.callBackTitle(lease.name), text: words.callBackText, act: words.callBack };
    if (!(await confirm({ ...question, danger: true }))) return;
    await send(async () => {
      await app.client.post('/api/v1/shops/{shop}/leases/{lease}/call-back', { shop: app.shop.slug, lease: lease.id }, { at_once: atOnce });
      tell(atOnce ? words.leaseEnded(lease.name) : words.wasCalledBack(lease.name));
      pages.again();
    });
  };
  return (
    <section class="panel">
      <h2>{words.leases}</h2>
      <p class="soft">{words.leasesStory}</p>
      {reason !== undefined && <Trouble reason={reason} />}
      <List label={words.leases} file="leases" rows={pages.rows ?? []} rest={pages.rest} keyOf={(lease) => lease.id} empty=""
        columns={[
          { name: words.what, heading: true, text: (lease) => lease.name, show: (lease) => <>{lease.name}<div class="soft">{lease.slot.summary}</div></> },
          { name: words.slot, text: (lease) => lease.slot.summary },
          { name: words.device, text: (lease) => lease.device.name, show: (lease) => lease.device.name },
          { name: words.left, number: true, text: (lease) => lease.left, show: (lease) => lease.left },
          { name: words.sold, number: true, text: (lease) => lease.sold, show: (lease) => lease.sold },
          { name: words.leaseUntil, text: (lease) => lease.expires_at, show: (lease) => <When at={lease.expires_at} zone={app.shop.time_zone} /> },
          ...(app.may('manager') ? [{ name: words.acts, show: (lease: Lease) => (
            <div class="acts">
              {lease.called_back
                ? <span class="badge low">{words.isCalledBack}</span>
                : <button type="button" class="plain" aria-label={`${words.callBack}: ${words.leaseOf(lease.name, lease.device.name)}`} onClick={() => void callBack(lease, false)}>{words.callBack}</button>}
              <button type="button" class="plain" aria-label={`${words.callBackAtOnce} ${words.leaseOf(lease.name, lease.device.name)}`} onClick={() => void callBack(lease, true)}>{words.callBackAtOnce}</button>
            </div>
          ) }] : []),
        ]} />
      <More pages={pages} />
    </section>
  );
}
