// Bookings: found by whose they are, what they are for and when they were made; one of them as a whole (?booking=CODE).
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { beginOf, daysFrom } from '../lists/days';
import { ChoiceFilter, DayFilter, SearchFilter, useFilters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { More, usePages } from '../lists/pages';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { List } from '../parts/list';
import { Money, When } from '../parts/write';
import type { ViewProps } from '../views';
import { Booking } from './booking';

type Entry = components['schemas']['BookingEntry'];

const filterNames = ['words', 'state', 'slot', 'from', 'to'] as const;

export function View({ app, query }: ViewProps): JSX.Element {
  const code = query.get('booking');
  return code ? <Booking key={code} app={app} code={code} /> : <Bookings app={app} query={query} />;
}

function Bookings({ app, query }: ViewProps): JSX.Element {
  const { words, locale } = useWords();
  const { nameOf } = useNames(app);
  const slots = useSlots(app);
  const slotName = useSlotName();
  const filters = useFilters(app, query, filterNames);
  const zone = app.shop.time_zone;
  const chosen = filterNames.map(filters.of);
  const pages = usePages<Entry>(async (cursor, limit) => {
    const asked = given({
      words: filters.of('words'),
      state: filters.of('state') as Entry['state'] | '',
      slot: filters.of('slot'),
      from: filters.of('from') && beginOf(filters.of('from'), zone),
      to: filters.of('to') && beginOf(daysFrom(filters.of('to'), 1), zone),
      cursor,
      limit,
    });
    const page = await app.client.get('/api/v1/shops/{shop}/bookings', { shop: app.shop.slug }, asked);
    return { rows: page.bookings, next: page.next };
  }, chosen);
  const things = (entry: Entry): string =>
    entry.lines.map((line) => `${line.quantity} × ${nameOf(line.sku)}${line.summary ? `, ${line.summary}` : ''}`).join('; ');
  const filtered = chosen.some((value) => value !== '');
  return (
    <>
      <div class="filters" role="search">
        <SearchFilter filters={filters} name="words" label={words.searchBookings} />
        <ChoiceFilter filters={filters} name="state" label={words.state}
          choices={[['', words.all], ['confirmed', words['bookingState:confirmed']], ['cancelled', words['bookingState:cancelled']]]} />
        <ChoiceFilter filters={filters} name="slot" label={words.slot}
          choices={[['', words.anySlot], ...slots.map((slot) => [slot.id, slotName(slot)] as const)]} />
        <DayFilter filters={filters} name="from" label={words.from} />
        <DayFilter filters={filters} name="to" label={words.until} />
      </div>
      {pages.rows && (
        <List label={words.bookings} file="bookings" rows={pages.rows} rest={pages.rest} keyOf={(entry) => entry.code}
          empty={filtered ? words.nothingFound : words.noBookings}
          columns={[
            { name: words.code, heading: true, text: (entry) => entry.code,
              show: (entry) => <a class="code" href={app.router.address('bookings', { booking: entry.code })}>{entry.code}</a> },
            { name: words.customer, text: (entry) => entry.customer.name,
              show: (entry) => <>{entry.customer.name}<div class="soft">{entry.customer.email}</div></> },
            { name: words.email, text: (entry) => entry.customer.email },
            { name: words.what, show: things, text: things },
            { name: words.when, text: (entry) => entry.lines[0]?.starts_at ?? '',
              show: ({ lines: [line] }) => line?.starts_at && <When at={line.starts_at} zone={line.time_zone ?? zone} /> },
            { name: words.total, number: true, show: (entry) => <Money of={entry.total} />, text: (entry) => Number(entry.total.amount) },
            { name: words.currency, text: (entry) => entry.total.currency },
            { name: words.bookedAt, show: (entry) => writeDate(new Date(entry.created_at), 'dayTime', locale, zone), text: (entry) => entry.created_at },
            { name: words.state, text: (entry) => words[`bookingState:${entry.state}`],
              show: (entry) => <span class={`badge ${entry.state === 'confirmed' ? 'open' : 'cancelled'}`}>{words[`bookingState:${entry.state}`]}</span> },
          ]} />
      )}
      <More pages={pages} />
    </>
  );
}
