// Mood beside the booking curve: bars of bookings, and above them how customers sound, each with its own scale. uPlot is loaded
// with the first chart; screen readers have the table behind it.
import type { JSX } from 'preact';
import type uPlot from 'uplot';
import '../figures/style.css';
import { Plotted, type Color, type Drawing } from '../parts/plot';
import type { MoodDay } from './days';
import { useWords } from './speech';

const height = 280;
const halfDay = 43_200; // seconds: whole bars at both ends

export function MoodChart({ label, days }: { label: string; days: readonly MoodDay[] }): JSX.Element {
  const { words, locale } = useWords();
  return (
    <figure class="chart">
      <ul class="key" aria-hidden="true">
        <li class="of-0">{words.bookingsBars}</li>
        <li class="of-1">{words.moodLine}</li>
        <li class="of-2">{words.moodOfDay}</li>
      </ul>
      <Plotted label={label} height={height} on={[days, locale]} draw={(Plot, color) => ({ options: optionsOf(Plot, locale, color), data: columnsOf(days) })} />
    </figure>
  );
}

function columnsOf(days: readonly MoodDay[]): uPlot.AlignedData {
  return [days.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / 1000), days.map(({ bookings }) => bookings), days.map(({ smooth }) => smooth), days.map(({ mean }) => mean)];
}

function optionsOf(Plot: typeof uPlot, locale: string, color: Color): Drawing['options'] {
  const { bars, spline } = Plot.paths;
  if (!bars || !spline) throw new Error('the chart needs bars and lines');
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--line'), width: 1 } };
  return {
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: {
      x: { range: (_plot, first, last) => [first - halfDay, last + halfDay] },
      y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
      mood: { range: () => [-1, 1] },
    },
    axes: [
      { ...axis, space: 70, values: (_plot, at) => at.map((seconds) => day.format(seconds * 1000)) },
      { ...axis, scale: 'mood', size: 48, splits: () => [-1, -0.5, 0, 0.5, 1], values: (_plot, at) => at.map((value) => tenth.format(value)) },
      { ...axis, side: 1, size: 44, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000], values: (_plot, at) => at.map((value) => whole.format(value)) },
    ],
    series: [
      {},
      { stroke: color('--card'), fill: `${color('--chart-1')}88`, width: 1, points: { show: false }, paths: bars({ size: [0.8, 60] }) },
      { scale: 'mood', stroke: color('--chart-2'), width: 3, points: { show: false }, spanGaps: true, paths: spline() },
      { scale: 'mood', stroke: color('--chart-3'), width: 0, paths: () => null, points: { show: true, size: 8, fill: color('--chart-3'), stroke: color('--card') } },
    ],
  };
}
