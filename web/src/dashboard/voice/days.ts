// What was said and what was booked, side by side by day.
import type { components } from '../../api/schema';

type Point = components['schemas']['MoodPoint'];
type Sales = components['schemas']['SalesByDay'];

export interface MoodDay {
  day: string;
  bookings: number;
  messages: number;
  /** How they sounded that day; null where too few people spoke. */
  mean: number | null;
  smooth: number | null;
  negative: number | null;
  few: boolean;
}

/** One for each day of the sales; days on which nothing was said have no mood. */
export function moodDays(sales: Sales, points: readonly Point[]): MoodDay[] {
  const said = new Map(points.map((point) => [point.day, point]));
  return sales.days.map(({ day, bookings }) => {
    const point = said.get(day);
    return {
      day, bookings, messages: point?.messages ?? 0, mean: point?.mean ?? null, smooth: point?.smooth ?? null,
      negative: point?.negative_share ?? null, few: point?.few ?? false,
    };
  });
}
