// Values by day, drawn by uPlot, which is loaded with the first chart. Screen readers have the table behind it.
import type { JSX } from 'preact';
import type uPlot from 'uplot';
import { useWords } from '../lists/speech';
import { Plotted, type Color, type Drawing } from '../parts/plot';
import { stackedUp } from './stack';

interface Props {
  label: string;
  /** "2026-03-01" */
  days: readonly string[];
  lines: readonly { name: string; values: readonly number[] }[];
  /** Bars, one upon the other as parts of a whole; otherwise a line in steps: what is at the end of a day. */
  stacked: boolean;
}

const height = 260;
const halfDay = 43_200; // seconds: whole bars at both ends
const hues = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'];

export function Chart({ label, days, lines, stacked }: Props): JSX.Element {
  const { locale } = useWords();
  return (
    <figure class="chart">
      <ul class="key" aria-hidden="true">
        {lines.map(({ name }, at) => <li key={name} class={`of-${at % hues.length}`}>{name}</li>)}
      </ul>
      <Plotted label={label} height={height} on={[days, lines, stacked, locale]} draw={(Plot, color) => ({ options: optionsOf(Plot, { lines, stacked }, locale, color), data: [days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000), ...upOf(lines, stacked).reverse()] })} />
    </figure>
  );
}

function upOf(lines: Props['lines'], stacked: boolean): number[][] {
  const values = lines.map((line) => [...line.values]);
  return stacked ? stackedUp(values) : values;
}

function optionsOf(Plot: typeof uPlot, { lines, stacked }: Pick<Props, 'lines' | 'stacked'>, locale: string, color: Color): Drawing['options'] {
  const { bars, stepped } = Plot.paths;
  if (!bars || !stepped) throw new Error('the charts need bars and steps');
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 } };
  return {
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: {
      x: { range: (_plot, first, last) => [first - halfDay, last + halfDay] },
      y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
    },
    axes: [
      { ...axis, space: 70, values: (_plot, at) => at.map((seconds) => day.format(seconds * 1000)) },
      { ...axis, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 100_000, 1_000_000], values: (_plot, at) => at.map((value) => whole.format(value)) },
    ],
    series: [
      {},
      ...lines.map((line, at) => {
        const hue = color(hues[at % hues.length] ?? '--accent');
        return stacked
          ? { label: line.name, stroke: color('--card'), fill: hue, width: 1, points: { show: false }, paths: bars({ size: [0.8, 60] }) }
          : { label: line.name, stroke: hue, fill: `${hue}33`, width: 2, points: { show: false }, paths: stepped({ align: -1 }) };
      }).reverse(), // the highest bars first: those that are drawn later stand before them
    ],
  };
}
