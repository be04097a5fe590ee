// Tables for spreadsheets (RFC 4180).
export type Cell = string | number;

// A spreadsheet would run what begins so as a formula; an apostrophe says that it is text.
const formula = /^[=+\-@\t\r]/;

function written(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of cells, with the line ends that the RFC asks for. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** Pages of one table as a whole: each has a head, of names alone. */
export function joinedTables(pages: readonly string[]): string {
  return pages.map((page, at) => (at === 0 ? page : page.slice(page.indexOf('\n') + 1))).join('');
}

/** Gives it to the browser's downloads. The mark at its beginning tells spreadsheets that it is UTF-8. */
export function download(name: string, csv: string): void {
  const address = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
