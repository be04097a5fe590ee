// What an export has beyond the rows that are shown.

/** Rows of an export; a longer list is exported in parts. */
export const mostRows = 50_000;
const rowsAtATime = 200;

export interface Page<Row> {
  rows: readonly Row[];
  /** The cursor of the next page; null behind the last. */
  next: string | null;
}
/** `limit`: so many rows, where the asker does not leave that to the list. */
export type AskPage<Row> = (cursor: string | undefined, limit?: number) => Promise<Page<Row>>;

export interface Rest<Row> {
  rows: readonly Row[];
  /** There are more than an export has. */
  cut: boolean;
}

/** All rows from a cursor on, page by page; `most` of them, or a few more. */
export async function restFrom<Row>(ask: AskPage<Row>, cursor: string | undefined, most: number): Promise<Rest<Row>> {
  const rows: Row[] = [];
  let page: Page<Row>;
  do {
    page = await ask(cursor, rowsAtATime);
    rows.push(...page.rows);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < most);
  return { rows, cut: cursor !== undefined };
}
