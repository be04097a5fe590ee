// Which device this is, and how it stands with the shop.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import { useWords } from '../speech';
import type { Pickup } from '../state';
import type { Words } from '../words/en';
import { LanguageChoice } from './language';

function scopeOf(may: readonly string[], words: Words, locale: string): string {
  const parts = [may.includes('hand-over') && words.scopeGives, may.includes('sell') && words.scopeSells].filter((part) => part !== false);
  return parts.length > 0 ? new Intl.ListFormat(locale).format(parts) : words.scopeLooks;
}

export function Device({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const manifest = app.manifest.value;
  const device = app.device.value;
  const moment = (text: string | undefined): string =>
    text && manifest ? writeDate(new Date(text), 'dayTime', locale, manifest.venue.time_zone) : '–';
  const rows: [string, string | number][] = [
    [words.device, device?.name ?? '–'],
    [words.shop, device?.shop ?? '–'],
    [words.venue, manifest?.venue.name ?? '–'],
    [words.scope, manifest ? scopeOf(manifest.may, words, locale) : '–'],
    [words.known, moment(manifest?.issued_at)],
    [words.validUntil, moment(manifest?.valid_until)],
    [words.records, app.waiting.value],
  ];
  return (
    <section class="panel">
      <h1>{words.device}</h1>
      <dl class="facts">{rows.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-is`}>{value}</dd>])}</dl>
      <p class="soft">{words.privacy}</p>
      <LanguageChoice />
      <div class="buttons"><button type="button" onClick={() => app.contact()}>{words.tryNow}</button></div>
    </section>
  );
}
