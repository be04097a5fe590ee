// A booking curve, and the same as a table.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { List, type Column } from '../parts/list';
import { CurveChart } from './curve';
import { useNumbers } from './numbers';
import { useWords } from './speech';

type Point = components['schemas']['CurvePoint'];

interface Props {
  label: string;
  /** What the days are counted to. */
  days: string;
  /** What is usual, in words. */
  usual: string;
  points: readonly Point[];
  /** Units in all. */
  there: number;
}

export function Drawn({ label, days, usual, points, there }: Props): JSX.Element {
  const { words } = useWords();
  const { tenth } = useNumbers();
  const figure = (name: string, value: (point: Point) => number | null | undefined): Column<Point> =>
    ({ name, number: true, text: (point) => value(point) ?? '', show: (point) => { const shown = value(point); return shown === null || shown === undefined ? '–' : tenth(shown); } });
  const columns: Column<Point>[] = [
    { name: days, heading: true, text: (point) => point.days_before, show: (point) => point.days_before },
    figure(words['line:booked'], (point) => point.booked),
    figure(words.usual, (point) => point.usual?.middle),
    figure(words.low(words.usual), (point) => point.usual?.low),
    figure(words.high(words.usual), (point) => point.usual?.high),
    figure(words.expected, (point) => point.expected?.middle),
    figure(words.low(words.expected), (point) => point.expected?.low),
    figure(words.high(words.expected), (point) => point.expected?.high),
    figure(words['line:plan'], (point) => point.plan),
  ];
  return (
    <>
      <CurveChart label={label} days={days} usual={usual} points={points} there={there} />
      <details class="how">
        <summary>{words.asFigures}</summary>
        <List label={label} file="booking-curve" rows={points} columns={columns} keyOf={(point) => point.days_before} empty="" />
      </details>
    </>
  );
}
