// Slots to choose from.
import type { Slot } from '../../api/client';
import { writeDate } from '../../words/write';
import { useAnswer } from '../parts/answer';
import type { Dashboard } from '../state';
import { daysFrom, beginOf, dayIn } from './days';
import { useWords } from './speech';

const back = 60;
const ahead = 300;

/** Those of the last two months and of what is to come, soonest first. */
export function useSlots(app: Dashboard): readonly Slot[] {
  const today = dayIn(app.shop.time_zone, new Date());
  const range = { from: beginOf(daysFrom(today, -back), app.shop.time_zone), to: beginOf(daysFrom(today, ahead), app.shop.time_zone) };
  return useAnswer(() => app.client.get('/api/v1/shops/{shop}/slots', { shop: app.shop.slug }, range), []).value?.slots ?? [];
}

/** "Glaze your own, Fri, 13 March, 16:00" */
export function useSlotName(): (slot: { summary: string; starts_at: string; time_zone: string }) => string {
  const { locale } = useWords();
  return (slot) => `${slot.summary}, ${writeDate(new Date(slot.starts_at), 'dayTime', locale, slot.time_zone)}`;
}
