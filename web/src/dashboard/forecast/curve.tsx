// How a slot was booked by days before, beside the past and the plan, and what is expected: drawn by uPlot. Screen readers have the
// table behind it.
import type { JSX } from 'preact';
import type uPlot from 'uplot';
import type { components } from '../../api/schema';
import { Plotted, type Color, type Drawing } from '../parts/plot';
import { useWords } from './speech';

type Point = components['schemas']['CurvePoint'];

interface Props {
  label: string;
  days: string;
  /** What is usual, in words. */
  usual: string;
  points: readonly Point[];
  there: number;
}

const height = 300;
const lines = ['booked', 'expected', 'usual', 'plan', 'there'] as const;
const hueOf = { booked: '--chart-1', expected: '--chart-2', usual: '--chart-5', plan: '--chart-3', there: '--chart-6' } as const;

export function CurveChart({ label, days, usual, points, there }: Props): JSX.Element {
  const { words, locale } = useWords();
  const shown = lines.filter((line) => (line === 'plan' ? points.some(({ plan }) => plan !== null) : line === 'usual' ? points.some((point) => point.usual) : true));
  return (
    <figure class="chart">
      <ul class="key curve-key" aria-hidden="true">
        {shown.map((line) => <li key={line} class={`line-${line}`}>{line === 'usual' ? usual : words[`line:${line}`]}</li>)}
      </ul>
      <Plotted label={label} height={height} on={[points, there, locale]} draw={(Plot, color) => ({ options: optionsOf(Plot, locale, days, color), data: dataOf(points, there) })} />
    </figure>
  );
}

function dataOf(points: readonly Point[], there: number): uPlot.AlignedData {
  const of = (value: (point: Point) => number | null | undefined): (number | null)[] => points.map((point) => value(point) ?? null);
  return [
    points.map((point) => -point.days_before),
    of((point) => point.usual?.high), of((point) => point.usual?.low), of((point) => point.usual?.middle),
    of((point) => point.expected?.high), of((point) => point.expected?.low), of((point) => point.expected?.middle),
    of((point) => point.plan),
    points.map(() => there),
    of((point) => point.booked),
  ];
}

function optionsOf(Plot: typeof uPlot, locale: string, days: string, color: Color): Drawing['options'] {
  const { linear, stepped } = Plot.paths;
  if (!linear || !stepped) throw new Error('the curve needs lines and steps');
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 } };
  const line = (hue: string, width: number, dash?: number[]): uPlot.Series => ({ stroke: color(hue), width, ...(dash ? { dash } : {}), points: { show: false }, paths: linear() });
  const edge = { stroke: 'transparent', width: 0, points: { show: false }, paths: linear() };
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (_plot, first, last) => [first, last] },
      y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
    },
    axes: [
      { ...axis, label: days, labelSize: 24, space: 50, incrs: [1, 2, 5, 10, 20], values: (_plot, at) => at.map((day) => (day > 0 ? `+${whole.format(day)}` : whole.format(Math.abs(day)))) },
      { ...axis, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 100_000, 1_000_000], values: (_plot, at) => at.map((value) => whole.format(value)) },
    ],
    bands: [
      { series: [1, 2], fill: `${color(hueOf.usual)}26` },
      { series: [4, 5], fill: `${color(hueOf.expected)}33` },
    ],
    series: [
      {},
      edge, edge, line(hueOf.usual, 2, [6, 4]),
      edge, edge, line(hueOf.expected, 2),
      line(hueOf.plan, 2, [2, 4]),
      line(hueOf.there, 1, [8, 4]),
      { stroke: color(hueOf.booked), width: 3, points: { show: false }, paths: stepped({ align: 1 }) },
    ],
  };
}
