// A list that comes page by page.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { givenUp } from '../parts/given_up';
import { mostRows, restFrom, type AskPage, type Rest } from '../parts/rest';
import { Trouble } from '../parts/trouble';
import { useWords } from './speech';

/** Rows of a list that is asked for page by page. */
export const rowsAtOnce = 50;

export interface Pages<Row> {
  /** Those that came so far; nothing before the first page. They stay while others are asked for. */
  rows: readonly Row[] | undefined;
  next: string | null;
  reason: unknown;
  busy: boolean;
  /** Asks for the page behind these. */
  more: () => void;
  /** Asks for the first one again. */
  again: () => void;
  /** For an export: the rows behind these, which are not shown by that; null where there are none. */
  rest: (() => Promise<Rest<Row>>) | null;
}

/** Asks when it is first shown, and anew when one of `on` changes; what comes too late is not taken. */
export function usePages<Row>(ask: AskPage<Row>, on: readonly unknown[]): Pages<Row> {
  const [state, setState] = useState<{ rows?: readonly Row[]; next: string | null; reason?: unknown; busy: boolean }>({ next: null, busy: true });
  const [times, setTimes] = useState(0);
  const latest = useRef(0);
  const load = (cursor: string | undefined, before: readonly Row[]): void => {
    const turn = ++latest.current;
    setState((now) => ({ ...now, reason: undefined, busy: true }));
    ask(cursor).then(
      (page) => turn === latest.current && setState({ rows: [...before, ...page.rows], next: page.next, busy: false }),
      (reason: unknown) => turn === latest.current && setState((now) => ({ ...now, reason, busy: false })),
    );
  };
  useEffect(() => load(undefined, []), [times, givenUp.value, ...on]);
  useEffect(() => () => void ++latest.current, []);
  const { next } = state;
  return {
    rows: state.rows,
    next,
    reason: state.reason,
    busy: state.busy,
    more: () => load(next ?? undefined, state.rows ?? []),
    again: () => setTimes((before) => before + 1),
    rest: next === null ? null : () => restFrom(ask, next, mostRows - (state.rows?.length ?? 0)),
  };
}

/** Below the list: how to see the rest. */
export function More<Row>({ pages }: { pages: Pages<Row> }): JSX.Element | null {
  const { words } = useWords();
  if (pages.reason) return <Trouble reason={pages.reason} again={pages.rows ? pages.more : pages.again} />;
  if (!pages.rows) return <p class="soft" aria-busy="true">{words.loading}</p>;
  if (pages.next === null) return null;
  return <p><button type="button" class="plain" disabled={pages.busy} onClick={pages.more}>{words.showMore}</button></p>;
}
