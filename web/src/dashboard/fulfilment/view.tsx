// Who is to be served: a sheet for each slot and pickup window, to be worked with on a phone or printed and ticked by hand.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { beginOf, dayIn, daysFrom } from '../lists/days';
import { ChoiceFilter, DayFilter, useFilters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { More, usePages } from '../lists/pages';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { joinedTables } from '../parts/csv';
import { ListFoot, type Table } from '../parts/list_foot';
import { mostRows, restFrom } from '../parts/rest';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { Money, When } from '../parts/write';
import type { ViewProps } from '../views';
import { sheetsOf } from './sheets';
import { Steps, type Step } from './steps';
import './style.css';

export type Line = components['schemas']['FulfilmentLine'];
type State = components['schemas']['LineState'];
type Way = components['schemas']['FulfilmentKind'];

const filterNames = ['slot', 'from', 'to', 'kind', 'state'] as const;
const ahead = 6; // days after the first, where nothing else was chosen
const page = 500; // lines: a market day at once
const linesOfTable = 1000; // in one answer
const states: readonly State[] = ['due', 'ready', 'handed-over', 'missed', 'returned'];
const ways: readonly Way[] = ['PICKUP', 'DELIVERY', 'SAME-DAY', 'DIGITAL'];

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const { nameOf } = useNames(app);
  const slots = useSlots(app);
  const slotName = useSlotName();
  const filters = useFilters(app, query, filterNames);
  const [changed, setChanged] = useState<ReadonlyMap<string, Line>>(new Map());
  const [reason, setReason] = useState<unknown>();
  const zone = app.shop.time_zone;
  const from = filters.of('from') || dayIn(zone, new Date());
  const chosenEnd = filters.of('to') || daysFrom(from, ahead);
  const to = chosenEnd < from ? from : chosenEnd;
  const slot = filters.of('slot');
  // A slot of its own is shown whenever it is.
  const whenever = slot !== '' && filters.of('from') === '' && filters.of('to') === '';
  const asked = given({
    slot, from: whenever ? '' : beginOf(from, zone), to: whenever ? '' : beginOf(daysFrom(to, 1), zone), kind: filters.of('kind') as Way | '', state: filters.of('state') as State | '',
  });
  const pages = usePages<Line>(async (cursor) => {
    const answer = await app.client.get('/api/v1/shops/{shop}/fulfilment', { shop: app.shop.slug }, { ...asked, ...given({ cursor }), limit: page });
    if (!cursor) setChanged(new Map()); // what was done since stands in the first page by now
    return { rows: answer.lines, next: answer.next };
  }, filterNames.map(filters.of));

  const step: Step = async (line, body, sentence, undo) => {
    setReason(undefined);
    const after = await app.client.post('/api/v1/shops/{shop}/fulfilment/{booking}/{line}', { shop: app.shop.slug, booking: line.booking, line: line.line }, body);
    setChanged((before) => new Map(before).set(keyOf(after), after));
    tell(sentence, undo);
  };
  // The server's own table, which says more than the sheets.
  const table = async (): Promise<Table> => {
    const { rows, cut } = await restFrom(async (cursor) => {
      const answer = await app.client.csv('/api/v1/shops/{shop}/fulfilment', { shop: app.shop.slug }, { ...asked, ...given({ cursor }), limit: linesOfTable, format: 'csv' });
      return { rows: [answer.text], next: answer.next };
    }, undefined, mostRows / linesOfTable);
    return { csv: joinedTables(rows), cut };
  };
  const lines = pages.rows?.map((line) => changed.get(keyOf(line)) ?? line);
  return (
    <>
      <div class="filters" role="search">
        <ChoiceFilter filters={filters} name="slot" label={words.slot} choices={[['', words.anySlot], ...slots.map((one) => [one.id, slotName(one)] as const)]} />
        <DayFilter filters={filters} name="from" label={words.from} otherwise={whenever ? '' : from} />
        <DayFilter filters={filters} name="to" label={words.until} otherwise={whenever ? '' : to} />
        <ChoiceFilter filters={filters} name="kind" label={words.way} choices={[['', words.all], ...ways.map((way) => [way, words[`way:${way}`]] as const)]} />
        <ChoiceFilter filters={filters} name="state" label={words.state} choices={[['', words.all], ...states.map((state) => [state, words[`lineState:${state}`]] as const)]} />
      </div>
      {reason !== undefined && <Trouble reason={reason} />}
      {lines?.length === 0 && <p class="empty">{words.noLines}</p>}
      {lines && sheetsOf(lines).map((sheet) => (
        <section class="panel sheet" key={sheet.key}>
          <div class="head-of">
            <h2>
              <span class="eyebrow">{sheet.window ? <When at={sheet.window.starts_at} until={sheet.window.ends_at} zone={sheet.zone} />
                : <><When at={sheet.starts_at} until={sheet.ends_at} zone={sheet.zone} /> · {words.anyTime}</>}</span>
              {sheet.summary}
            </h2>
            <p class="soft">{words.sheetOf(sheet.lines.filter((line) => line.state === 'handed-over').length, sheet.lines.length)}</p>
          </div>
          <div class="scroll" tabIndex={0} role="region" aria-label={sheet.summary}>
            <table class="stacks">
              <thead><tr>
                <th scope="col" class="tick" aria-hidden="true" /><th scope="col">{words.code}</th><th scope="col">{words.customer}</th>
                <th scope="col">{words.what}</th><th scope="col">{words.way}</th><th scope="col">{words.state}</th><th scope="col" class="number">{words.owedByCustomer}</th><th scope="col" class="no-print">{words.acts}</th>
              </tr></thead>
              <tbody>
                {sheet.lines.map((line) => (
                  <tr key={keyOf(line)}>
                    <td class="tick" aria-hidden="true"><span /></td>
                    <th scope="row"><a class="code" href={app.router.address('bookings', { booking: line.booking })}>{line.booking}</a></th>
                    <td data-label={words.customer}>{line.customer.name}</td>
                    <td data-label={words.what}>{line.quantity} × {nameOf(line.sku)}</td>
                    <td data-label={words.way}>
                      {words[`way:${line.fulfilment}`]}
                      {line.address && <div class="soft">{line.address.street}, {line.address.postal_code} {line.address.city}</div>}
                    </td>
                    <td data-label={words.state}>
                      {words[`lineState:${line.state}`]}
                      {line.handed_over > 0 && line.handed_over < line.quantity && <div class="soft">{words.handedOf(line.handed_over, line.quantity)}</div>}
                    </td>
                    <td data-label={words.owedByCustomer} class="number">{line.to_pay ? <strong><Money of={line.to_pay} /></strong> : words.nothingOwed}</td>
                    <td data-label={words.acts} class="no-print">
                      <Steps app={app} line={{ ...line, at: line.window?.starts_at ?? line.starts_at, zone: line.time_zone }} step={step} failed={setReason}
                        paid={pages.again} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
      <More pages={pages} />
      {lines && lines.length > 0 && (
        <ListFoot file="fulfilment" rows={lines.length} more={pages.next !== null} table={table} />
      )}
    </>
  );
}

function keyOf(line: Line): string {
  return `${line.booking}/${line.line}`;
}
