// The ladder as a picture: price against time until the slot begins, and the same as a table.
import type { JSX } from 'preact';
import { writeDate, writeMoney } from '../../words/write';
import { useWords } from '../speech';
import { scaleOf, stretchesOf, type Step, type Stretch } from './ladder';

interface Props {
  name: string;
  currency: string;
  steps: readonly Step[];
  /** Start of sale, or now. */
  begins: Date;
  /** By the clock of the zone, and as an instant. */
  starts: string;
  slotStarts: Date;
  zone: string;
}

const width = 360;
const height = 150;
const room = { top: 30, bottom: 34 };

export function LadderPicture(props: Props): JSX.Element | null {
  const { name, currency, steps, begins, starts, slotStarts, zone } = props;
  const { words, locale } = useWords();
  if (Number.isNaN(slotStarts.getTime())) return null;
  const stretches = stretchesOf(steps, begins < slotStarts ? begins : slotStarts, starts, slotStarts, zone);
  if (stretches.length === 0) return null;
  const money = (amount: number): string => writeMoney({ amount: String(amount), currency, minor: 0 }, locale);
  const date = (at: Date): string => writeDate(at, 'dayTime', locale, zone);
  const ends = ({ until, sold }: Stretch): string =>
    [sold !== null && words.firstSold(sold), until && `${words.until.toLocaleLowerCase(locale)} ${date(until)}`].filter(Boolean).join(', ') || words.endSlot;
  return (
    <figure class="ladder">
      <figcaption>{words.ladderOf(name)}</figcaption>
      <Drawing stretches={stretches} money={money} day={(at) => writeDate(at, 'monthDay', locale, zone)} />
      <table aria-label={words.ladderOf(name)}>
        <thead><tr><th scope="col">{words.price}</th><th scope="col">{words.holds}</th><th scope="col">{words.tier}</th></tr></thead>
        <tbody>
          {stretches.map((one, at) => (
            <tr key={at}><th scope="row">{money(one.amount)}</th><td>{ends(one)}</td><td>{one.tier || '–'}</td></tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Drawing({ stretches, money, day }: { stretches: readonly Stretch[]; money: (amount: number) => string; day: (at: Date) => string }): JSX.Element {
  const { words } = useWords();
  const scale = scaleOf(stretches);
  const most = Math.max(...stretches.map(({ amount }) => amount), 1);
  const y = (amount: number): number => height - room.bottom - (amount / most) * (height - room.top - room.bottom);
  const x = (share: number): number => share * width;
  const floor = height - room.bottom;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {stretches.map((one, at) => {
        const { from, to } = scale[at] ?? { from: 0, to: 1 };
        const last = at === stretches.length - 1;
        return (
          <g key={at} class={one.sold !== null ? 'by-sales' : ''}>
            <rect x={x(from)} y={y(one.amount)} width={Math.max(0, x(to) - x(from) - 1.5)} height={floor - y(one.amount)} rx="3" />
            <text x={(x(from) + x(to)) / 2} y={y(one.amount) - 6} text-anchor="middle" class="amount">{money(one.amount)}</text>
            {!last && <text x={x(to)} y={floor + 14} text-anchor="middle">{one.until ? day(one.until) : words.untilSoldShort(one.sold ?? 0)}</text>}
          </g>
        );
      })}
      <line x1="0" y1={floor} x2={width} y2={floor} />
      <text x="0" y={floor + 28}>{words.now}</text>
      <text x={width} y={floor + 28} text-anchor="end">{words.begin}</text>
    </svg>
  );
}
