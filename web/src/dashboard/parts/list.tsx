// A table on a desk, cards on a phone; as CSV, and on paper.
import type { ComponentChildren, JSX } from 'preact';
import { csvOf, type Cell } from './csv';
import { ListFoot, type Table } from './list_foot';
import type { Rest } from './rest';

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
  /** The name of the CSV, without ".csv"; none where the rows are only a sample. No column of it says a secret. */
  file?: string;
  rows: readonly Row[];
  /** Where the list comes page by page: what of it is not here yet (lists/pages.tsx). It is exported, too. */
  rest?: (() => Promise<Rest<Row>>) | null;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  /** What is there instead of rows: what would be here, and how one gets there. */
  empty: ComponentChildren;
  /** Rows that ask for attention. */
  troubled?: (row: Row) => boolean;
}

export function List<Row>(props: Props<Row>): JSX.Element {
  const { label, file, rows, rest, columns, empty } = props;
  const table = async (load: () => Promise<Rest<Row>>): Promise<Table> => {
    const behind = await load();
    return { csv: tableOf(columns, [...rows, ...behind.rows]), cut: behind.cut };
  };
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table class="stacks">
          <thead><tr>{columns.filter(({ show }) => show).map(({ name, number }) => <th scope="col" class={number ? 'number' : ''} key={name}>{name}</th>)}</tr></thead>
          <tbody>{rows.map((row) => <Line key={props.keyOf(row)} row={row} {...props} />)}</tbody>
        </table>
      </div>
      {file && <ListFoot file={file} rows={rows.length} more={!!rest} table={() => (rest ? table(rest) : { csv: tableOf(columns, rows), cut: false })} />}
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
