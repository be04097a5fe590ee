// Phones and tablets that hand over and sell: enrolled, revoked, what they have on lease, and what has to be looked at since.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { ago } from '../../words/ago';
import { writeDate } from '../../words/write';
import { given } from '../lists/given';
import { More, rowsAtOnce, usePages, type Pages } from '../lists/pages';
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
import { Conflicts } from './conflicts';
import { CodeShown, EnrolForm, type Code } from './enrol';
import { Leases, type Lease } from './leases';
import './style.css';

type Device = components['schemas']['Device'];
export type Venue = components['schemas']['Stock']['venues'][number];

const stale = 2 * 3_600_000; // milliseconds, as the pickup app warns (web/src/pickup)

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const shop = app.shop.slug;
  const asked = usePages<Device>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/devices', { shop }, given({ cursor, limit }));
    return { rows: page.devices, next: page.next };
  }, []);
  const leases = usePages<Lease>(async (cursor, limit) => {
    const page = await app.client.get('/api/v1/shops/{shop}/leases', { shop }, given({ cursor, limit }));
    return { rows: page.leases, next: page.next };
  }, []);
  const venues = useAnswer(async () => (await app.client.get('/api/v1/shops/{shop}/stock', { shop })).venues, []);
  const [enrolling, setEnrolling] = useState(false);
  const [code, setCode] = useState<Code | null>(null);
  return (
    <>
      <p>{words.devicesStory} <a href={`${app.prefix}/pickup`}>{words.pickup}</a>.</p>
      <Conflicts app={app} query={query} />
      <section class="panel">
        <div class="head-of">
          <h2>{words.devices}</h2>
          {venues.value && venues.value.length > 0 && <button type="button" onClick={() => setEnrolling(true)}>{words.enrolDevice}</button>}
        </div>
        {venues.value?.length === 0 && <p class="empty">{words.noVenues}</p>}
        {venues.reason !== undefined && <Trouble reason={venues.reason} again={venues.again} />}
        {asked.rows && (
          <Devices app={app} devices={asked.rows} rest={asked.rest} leases={leases.rows ?? []} venues={venues.value ?? []}
            changed={() => { asked.again(); leases.again(); }} />
        )}
        <More pages={asked} />
      </section>
      {(leases.reason !== undefined || (leases.rows && leases.rows.length > 0)) && <Leases app={app} pages={leases} />}
      {enrolling && venues.value && <EnrolForm app={app} venues={venues.value} close={() => setEnrolling(false)} made={setCode} />}
      {code && <CodeShown app={app} code={code} close={() => { setCode(null); asked.again(); }} />}
    </>
  );
}

interface Listed {
  app: Dashboard;
  devices: readonly Device[];
  rest: Pages<Device>['rest'];
  leases: readonly Lease[];
  venues: readonly Venue[];
  changed: () => void;
}

function Devices({ app, devices, rest, leases, venues, changed }: Listed): JSX.Element {
  const { words, locale } = useWords();
  const { reason, send } = useSending();
  const now = Date.now();
  const dayTime = (at: string): string => writeDate(new Date(at), 'dayTime', locale, app.shop.time_zone);
  const since = (at: string | null): string => (at ? ago(Date.parse(at), now, locale, words.justNow) : words.neverSeen);
  const venueOf = (device: Device): string => venues.find(({ id }) => id === device.venue)?.name ?? '';
  const mayOf = ({ may }: Device): string => words[`may:${may.includes('sell') ? 'sell' : may.includes('hand-over') ? 'hand-over' : 'look'}`];
  const stateOf = (device: Device): 'revoked' | 'enrolled' => (device.revoked_at ? 'revoked' : 'enrolled');
  const leased = ({ id }: Device): number => leases.filter((lease) => lease.device.id === id).reduce((sum, lease) => sum + lease.left, 0);
  const isStale = (device: Device): boolean => !device.revoked_at && device.manifest_at !== null && now - Date.parse(device.manifest_at) > stale;
  const revoke = async (device: Device): Promise<void> => {
    if (!(await confirm({ title: words.revokeDeviceTitle(device.name), text: words.revokeDeviceText, act: words.revokeDeviceNow, danger: true }))) return;
    await send(async () => {
      await app.client.post('/api/v1/shops/{shop}/devices/{device}/revoke', { shop: app.shop.slug, device: device.id }, undefined);
      tell(words.deviceRevoked(device.name));
      changed();
    });
  };
  return (
    <>
      {reason !== undefined && <Trouble reason={reason} />}
      <List label={words.devices} file="devices" rows={devices} rest={rest} keyOf={(device) => device.id} empty={words.noDevices}
        columns={[
          { name: words.device, heading: true, text: (device) => device.name, show: (device) => <>{device.name}<div class="soft">{venueOf(device)}</div></> },
          { name: words.venue, text: venueOf },
          { name: words.scope, text: mayOf, show: (device) => <>{mayOf(device)}{device.wants_signature && <div class="soft">{words.wantsSignature}</div>}</> },
          { name: words.lastSeen, text: (device) => device.heard_at ?? '', show: (device) => <At at={device.heard_at} text={since(device.heard_at)} /> },
          { name: words.knowledge, text: (device) => device.manifest_at ?? '', show: (device) => (
            <><At at={device.manifest_at} text={since(device.manifest_at)} />{isStale(device) && <div class="soft">{words.knowledgeOld}</div>}</>
          ) },
          { name: words.records, text: (device) => device.last_seq },
          { name: words.onLease, number: true, text: leased, show: (device) => (leased(device) > 0 ? words.leasedUnits(leased(device)) : '–') },
          { name: words.state, text: (device) => words[`device:${stateOf(device)}`], show: (device) => (
            <>
              <span class={`badge ${device.revoked_at ? 'cancelled' : 'open'}`}>{words[`device:${stateOf(device)}`]}</span>
              {device.revoked_at && <div class="soft">{words.revokedBy(device.revoked_by ?? '', dayTime(device.revoked_at))}</div>}
            </>
          ) },
          { name: words.acts, show: (device) => !device.revoked_at && (
            <button type="button" class="plain" aria-label={`${words.revokeDevice} ${device.name}`} onClick={() => void revoke(device)}>{words.revokeDevice}</button>
          ) },
        ]} />
    </>
  );
}

function At({ at, text }: { at: string | null; text: string }): JSX.Element {
  return at ? <time dateTime={at}>{text}</time> : <span class="soft">{text}</span>;
}
