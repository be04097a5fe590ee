// A count under way, kept on the device until it is posted: a phone that sleeps or loses its network loses nothing.

export type Counts = Readonly<Record<string, string>>;

interface Kept {
  /** Names the count at the server: posted twice, it is one. */
  id: string;
  counts: Counts;
}

const keyOf = (shop: string, venue: string): string => `timeshelf-count:${shop}:${venue}`;

export function keptCount(shop: string, venue: string, storage: Pick<Storage, 'getItem'> = localStorage): Kept | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(shop, venue)) ?? 'null') as Kept | null;
    return kept && typeof kept.id === 'string' && typeof kept.counts === 'object' ? kept : null;
  } catch {
    return null; // of another version, or the browser keeps nothing
  }
}

export function keepCount(shop: string, venue: string, kept: Kept | null, storage: Pick<Storage, 'setItem' | 'removeItem'> = localStorage): void {
  try {
    if (kept && Object.keys(kept.counts).length > 0) storage.setItem(keyOf(shop, venue), JSON.stringify(kept));
    else storage.removeItem(keyOf(shop, venue));
  } catch {
    // The browser keeps nothing: the count lives as long as the page.
  }
}

/** What was counted, as the API takes it; what was left out was not counted. */
export function countedOf(counts: Counts): { sku: string; units: number }[] {
  return Object.entries(counts).filter(([, units]) => units !== '').map(([sku, units]) => ({ sku, units: Number(units) }));
}

export class BadLine extends Error {
  constructor(readonly line: number) {
    super(`line ${line}`);
  }
}

/** Of one line: what stands in quotes may hold separators. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|[,;\t])\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
}

/** What else the columns may be called: `sku` and `units` as the export of a venue has them. */
export interface Headings {
  sku: string;
  units: string;
}

/** Reads "sku,units" or "sku;units", with a heading or without, or the export of a venue, whose headings are in somebody's language.
 * Quotes may be around either. Throws BadLine. */
export function readCounts(text: string, exported: Headings = { sku: 'sku', units: 'units' }): Counts {
  const counts: Record<string, string> = {};
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const cells = lines.map(cellsOf);
  const heading = cells[0]?.map((cell) => cell.toLowerCase()) ?? [];
  const placeOf = (...names: string[]): number => heading.findIndex((cell) => names.includes(cell));
  const [sku, units] = [placeOf('sku', exported.sku.toLowerCase()), placeOf('units', 'counted', exported.units.toLowerCase())];
  const named = sku >= 0 && units >= 0;
  const [skuAt, unitsAt] = named ? [sku, units] : [0, 1];
  cells.forEach((row, index) => {
    if ((named && index === 0) || lines[index]?.trim() === '') return;
    const what = row[skuAt]?.toUpperCase() ?? '';
    const counted = row[unitsAt] ?? '';
    if (what === '' || !/^\d{1,7}$/.test(counted)) throw new BadLine(index + 1);
    counts[what] = String(Number(counted));
  });
  return counts;
}
