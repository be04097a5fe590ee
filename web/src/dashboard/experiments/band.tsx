// The difference of a variant to the first, day by day, as the band in which it lies. The table beside it says the same.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import { ofHundred, type Figures } from './facts';
import { useWords } from './speech';

const width = 360;
const height = 170;
const room = { top: 18, bottom: 24, side: 4 };

type Sure = { at: number; low: number; high: number };

export function Band({ name, figures, zone }: { name: string; figures: Figures; zone: string }): JSX.Element | null {
  const { words, locale } = useWords();
  const looks: Sure[] = figures.looks.flatMap(({ at, low, high }) => (low === null || high === null ? [] : [{ at: Date.parse(at), low, high }]));
  const first = looks[0];
  const last = looks[looks.length - 1];
  if (!first || !last) return null;
  // Zero is always in the picture: it is what the band is held against.
  const top = Math.max(0, ...looks.map(({ high }) => high));
  const bottom = Math.min(0, ...looks.map(({ low }) => low));
  const span = Math.max(1, last.at - first.at);
  // One look is a stroke of some width, not a line that nobody sees.
  const points = looks.length === 1 ? [{ ...first, x: width / 2 - 12 }, { ...first, x: width / 2 + 12 }]
    : looks.map((look) => ({ ...look, x: room.side + ((look.at - first.at) / span) * (width - 2 * room.side) }));
  const y = (share: number): number => room.top + ((top - share) / (top - bottom)) * (height - room.top - room.bottom);
  const outline = [...points.map(({ x, high }) => `${x},${y(high)}`), ...[...points].reverse().map(({ x, low }) => `${x},${y(low)}`)].join(' ');
  const clear = last.low > 0 ? 'better' : last.high < 0 ? 'worse' : '';
  const date = (at: number): string => writeDate(new Date(at), 'monthDay', locale, zone);
  return (
    <figure class="band">
      <figcaption>{name}</figcaption>
      {/* Left to right in every language: time runs that way in the picture. */}
      <svg viewBox={`0 0 ${width} ${height}`} direction="ltr" role="img" aria-label={`${name}: ${words.between(ofHundred(last.low, locale), ofHundred(last.high, locale))}`}>
        {top > 0 && <text x={room.side} y={12}>{words.bandMore(ofHundred(top, locale))}</text>}
        <polygon class={clear} points={outline} />
        {bottom < 0 && <text x={room.side} y={height - room.bottom - 6}>{words.bandFewer(ofHundred(-bottom, locale))}</text>}
        <line x1="0" y1={y(0)} x2={width} y2={y(0)} />
        {looks.length > 1 && <text x={room.side} y={height - 4}>{date(first.at)}</text>}
        <text x={width - room.side} y={height - 4} text-anchor="end">{date(last.at)}</text>
      </svg>
    </figure>
  );
}
