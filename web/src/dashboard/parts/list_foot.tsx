// Below a list: how many rows it has, all of them as CSV, and what is seen of them on paper.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../speech';
import { download } from './csv';
import { mostRows } from './rest';
import { useSending } from './sending';
import { Trouble } from './trouble';

export interface Table {
  csv: string;
  /** Rows are missing: there are more than an export has. */
  cut: boolean;
}

interface Props {
  /** The name of the CSV, without ".csv". */
  file: string;
  /** Those that are shown. */
  rows: number;
  /** There are others behind them. */
  more: boolean;
  /** May ask the server for what is not shown yet. */
  table: () => Promise<Table> | Table;
}

export function ListFoot({ file, rows, more, table }: Props): JSX.Element {
  const { words } = useWords();
  const { busy, reason, send } = useSending();
  const [cut, setCut] = useState(false);
  const write = (): Promise<void> => send(async () => {
    setCut(false);
    const written = await table();
    download(`${file}.csv`, written.csv);
    setCut(written.cut);
  });
  return (
    <>
      <p class="list-foot">
        <span class="soft">{more ? words.rowsSoFar(rows) : words.rows(rows)}</span>
        <button type="button" class="plain" disabled={busy} aria-busy={busy || undefined} onClick={() => void write()}>{busy ? words.csvBusy : words.csv}</button>
        <button type="button" class="plain" onClick={() => print()}>{words.print}</button>
      </p>
      {cut && <p class="notice" role="status">{words.csvCut(mostRows)}</p>}
      {reason !== undefined && <><p>{words.csvFailed}</p><Trouble reason={reason} again={() => void write()} /></>}
    </>
  );
}
