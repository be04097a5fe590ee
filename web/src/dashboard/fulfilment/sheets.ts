// Lines by slot and pickup window, in the order in which the API lists them.
import type { Line } from './view';

export interface Sheet {
  key: string;
  summary: string;
  starts_at: string;
  ends_at: string;
  zone: string;
  window: Line['window'];
  lines: Line[];
}

export function sheetsOf(lines: readonly Line[]): Sheet[] {
  const sheets = new Map<string, Sheet>();
  for (const line of lines) {
    const key = `${line.slot} ${line.window?.starts_at ?? ''}`;
    const sheet = sheets.get(key) ?? {
      key, summary: line.summary, starts_at: line.starts_at, ends_at: line.ends_at, zone: line.time_zone, window: line.window, lines: [],
    };
    sheet.lines.push(line);
    sheets.set(key, sheet);
  }
  return [...sheets.values()];
}
