// Who did what, when and why.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { beginOf, daysFrom } from '../lists/days';
import { DayFilter, SearchFilter, useFilters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { More, usePages } from '../lists/pages';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { List } from '../parts/list';
import { When } from '../parts/write';
import type { ViewProps } from '../views';
import { Action } from './action';
import { actorOf, factsOf } from './facts';

type Entry = components['schemas']['AuditEntry'];

const filterNames = ['actor', 'action', 'booking', 'from', 'to'] as const;

export function View({ app, query }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const filters = useFilters(app, query, filterNames);
  const zone = app.shop.time_zone;
  const { nameOf } = useNames(app);
  const reader = { words, locale, zone, nameOf };
  const pages = usePages<Entry>(async (cursor, limit) => {
    const answer = await app.client.get('/api/v1/shops/{shop}/audit', { shop: app.shop.slug }, given({
      actor: filters.of('actor').trim(),
      action: filters.of('action').trim().toLowerCase(),
      booking: filters.of('booking').trim().toLowerCase(),
      from: filters.of('from') && beginOf(filters.of('from'), zone),
      to: filters.of('to') && beginOf(daysFrom(filters.of('to'), 1), zone),
      cursor,
      limit,
    }));
    return { rows: answer.entries, next: answer.next };
  }, filterNames.map(filters.of));
  return (
    <>
      <div class="filters" role="search">
        <SearchFilter filters={filters} name="action" label={words.action} help={words.actionHelp} />
        <SearchFilter filters={filters} name="actor" label={words.actor} help={words.actorHelp} />
        <SearchFilter filters={filters} name="booking" label={words.bookingCode} />
        <DayFilter filters={filters} name="from" label={words.from} />
        <DayFilter filters={filters} name="to" label={words.until} />
      </div>
      {pages.rows && (
        <List label={words.audit} file="audit" rows={pages.rows} rest={pages.rest} keyOf={(entry) => entry.id} empty={words.noAudit}
          columns={[
            { name: words.action, heading: true, text: (entry) => entry.action, show: (entry) => <Action action={entry.action} /> },
            { name: words.actor, text: (entry) => entry.actor, show: (entry) => actorOf(entry.actor, words) },
            { name: words.when, text: (entry) => entry.at, show: (entry) => <When at={entry.at} zone={zone} /> },
            { name: words.facts, text: (entry) => factsOf(entry.facts, reader), show: (entry) => factsOf(entry.facts, reader) },
          ]} />
      )}
      <More pages={pages} />
    </>
  );
}
