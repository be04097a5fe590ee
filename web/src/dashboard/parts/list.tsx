// A table on a desk, cards on a phone; as CSV, and on paper.
import type { ComponentChildren, JSX } from 'preact';
import { useWords } from '../speech';
import { csvOf, download, type Cell } from './csv';

export interface Column<Row> {
  name: string;
  /** A column without it is in the CSV alone. */
  show?: (row: Row) => ComponentChildren;
  /** In the CSV; a column of buttons has none. Numbers stay numbers there. */
  text?: (row: Row) => Cell;
  /** Names the row: at the head of the card on a phone. */
  heading?: boolean;
  number?: boolean;
}

interface Props<Row> {
  /** What it lists: "Bookings of this week". */
  label: string;
  /** The name of the CSV, without ".csv"; none where there is nothing to export. */
  file?: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  /** What is there instead of rows: what would be here, and how one gets there. */
  empty: ComponentChildren;
  /** Rows that ask for attention. */
  troubled?: (row: Row) => boolean;
}

export function List<Row>(props: Props<Row>): JSX.Element {
  const { label, file, rows, columns, empty } = props;
  const { words } = useWords();
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table class="stacks">
          <thead><tr>{columns.filter(({ show }) => show).map(({ name, number }) => <th scope="col" class={number ? 'number' : ''} key={name}>{name}</th>)}</tr></thead>
          <tbody>{rows.map((row) => <Line key={props.keyOf(row)} row={row} {...props} />)}</tbody>
        </table>
      </div>
      {file && (
        <p class="list-foot">
          <span class="soft">{words.rows(rows.length)}</span>
          <button type="button" class="plain" onClick={() => download(`${file}.csv`, tableOf(columns, rows))}>{words.csv}</button>
          <button type="button" class="plain" onClick={() => print()}>{words.print}</button>
        </p>
      )}
    </>
  );
}

function Line<Row>({ row, columns, troubled }: Props<Row> & { row: Row }): JSX.Element {
  return (
    <tr class={troubled?.(row) ? 'troubled' : ''}>
      {columns.map(({ name, show, heading, number }) => show && (
        heading
          ? <th scope="row" key={name}>{show(row)}</th>
          : <td data-label={name} class={number ? 'number' : ''} key={name}>{show(row)}</td>))}
    </tr>
  );
}

/** What is listed, as CSV. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const exported = columns.filter((column) => column.text !== undefined);
  return csvOf([exported.map(({ name }) => name), ...rows.map((row) => exported.map(({ text }) => text?.(row) ?? ''))]);
}
