// What devices did while they were cut off and should not have: somebody looks at it, and says what came of it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeDate, writeMoney } from '../../words/write';
import { ChoiceFilter, useFilters } from '../lists/filters';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { More, usePages } from '../lists/pages';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import { When } from '../parts/write';
import type { Dashboard } from '../state';

type Conflict = components['schemas']['ScanConflict'];

export function Conflicts({ app, query }: { app: Dashboard; query: URLSearchParams }): JSX.Element {
  const { words, locale } = useWords();
  const filters = useFilters(app, query, ['conflicts']);
  const settled = filters.of('conflicts') === 'settled';
  const [settling, setSettling] = useState<Conflict | null>(null);
  const zone = app.shop.time_zone;
  const pages = usePages<Conflict>(async (cursor, limit) => {
    const page = await app.client.get('/api/v1/shops/{shop}/conflicts', { shop: app.shop.slug },
      given({ open: settled ? 'false' as const : 'true' as const, cursor, limit }));
    return { rows: page.conflicts, next: page.next };
  }, [settled]);
  const bySettler = ({ resolved_by, resolved_at }: Conflict): string =>
    (resolved_by && resolved_at ? words.settledBy(resolved_by, writeDate(new Date(resolved_at), 'dayTime', locale, zone)) : '');
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{words.toBeLookedAt}</h2>
        <ChoiceFilter filters={filters} name="conflicts" label={words.whichConflicts}
          choices={[['', words['conflicts:open']], ['settled', words['conflicts:settled']]]} />
      </div>
      {pages.rows && (
        <List label={words.toBeLookedAt} file="conflicts" rows={pages.rows} rest={pages.rest} keyOf={(conflict) => conflict.id} empty={words.noConflicts} troubled={(conflict) => !conflict.resolved_at}
          columns={[
            { name: words.what, heading: true, text: (conflict) => words[`conflict:${conflict.kind}`],
              show: (conflict) => <span class={`badge ${conflict.resolved_at ? '' : 'cancelled'}`}>{words[`conflict:${conflict.kind}`]}</span> },
            { name: words.happened, text: (conflict) => words[`conflictStory:${conflict.kind}`],
              show: (conflict) => <>{words[`conflictStory:${conflict.kind}`]}{conflict.units > 0 && <div class="soft">{words.tooManyUnits(conflict.units)}</div>}{conflict.amount && <div class="soft">{words.tooMuchTaken(writeMoney(conflict.amount, locale))}</div>}</> },
            { name: words.units, text: (conflict) => conflict.units },
            { name: words.bookingCode, text: (conflict) => conflict.booking ?? '',
              show: (conflict) => (conflict.booking ? <a class="code" href={app.router.address('bookings', { booking: conflict.booking })}>{conflict.booking}</a> : '–') },
            { name: words.device, text: (conflict) => conflict.device.name, show: (conflict) => conflict.device.name },
            { name: words.when, text: (conflict) => conflict.created_at, show: (conflict) => <When at={conflict.created_at} zone={zone} /> },
            ...(settled
              ? [{ name: words.resolution, text: (conflict: Conflict) => conflict.resolution ?? '',
                  show: (conflict: Conflict) => <>{conflict.resolution}<div class="soft">{bySettler(conflict)}</div></> }]
              : [{ name: words.acts, show: (conflict: Conflict) => (
                  <button type="button" aria-label={words.settleOne(words[`conflict:${conflict.kind}`], conflict.device.name)} onClick={() => setSettling(conflict)}>{words.settle}</button>
                ) }]),
          ]} />
      )}
      <More pages={pages} />
      {settling && <SettleForm app={app} conflict={settling} close={() => setSettling(null)} done={() => { tell(words.isSettled); pages.again(); }} />}
    </section>
  );
}

function SettleForm({ app, conflict, close, done }: { app: Dashboard; conflict: Conflict; close: () => void; done: () => void }): JSX.Element {
  const { words } = useWords();
  const [resolution, setResolution] = useState('');
  const send = async (): Promise<void> => {
    await app.client.post('/api/v1/shops/{shop}/conflicts/{conflict}', { shop: app.shop.slug, conflict: conflict.id }, { resolution: resolution.trim() });
    done();
  };
  return (
    <FormDialog title={words.settleTitle} act={words.settleNow} close={close} send={send} fields={['resolution']}>
      {(wrong) => (
        <>
          <p>{words[`conflictStory:${conflict.kind}`]}</p>
          <p class="soft" lang="en">{conflict.sentence}</p>
          <Field label={words.resolution} help={words.settleHelp} error={wrong('resolution')}>
            {(tied) => <input {...tied} required maxLength={500} value={resolution} onInput={(event) => setResolution(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
