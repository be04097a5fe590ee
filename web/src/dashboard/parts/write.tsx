// Money and moments as the reader's locale writes them.
import type { JSX } from 'preact';
import type { Money as Amount } from '../../api/client';
import { writeDate, writeMoney, writeRange, type DateStyle } from '../../words/write';
import { useWords } from '../speech';

/** A dash where there is no amount. */
export function Money({ of }: { of: Amount | null | undefined }): JSX.Element {
  const { locale } = useWords();
  return <span class="number">{of ? writeMoney(of, locale) : '–'}</span>;
}

interface WhenProps {
  at: string;
  /** With this, a range. */
  until?: string | undefined;
  zone: string;
  style?: DateStyle;
}

export function When({ at, until, zone, style = 'dayTime' }: WhenProps): JSX.Element {
  const { locale } = useWords();
  const text = until
    ? writeRange(new Date(at), new Date(until), style === 'time' ? 'time' : 'dayTime', locale, zone)
    : writeDate(new Date(at), style, locale, zone);
  return <time dateTime={at}>{text}</time>;
}
