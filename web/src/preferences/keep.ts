// Wishes stay on this device: nothing sends them anywhere.
import { recall, remember } from '../words/languages';
import { dayParts, none, type Preferences } from './fit';

export const item = 'timeshelf-preferences';

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

export function recallPreferences(): Preferences {
  try {
    const { venues, times, things } = JSON.parse(recall(item) ?? '{}') as Partial<Record<keyof Preferences, unknown>>;
    return { venues: texts(venues), times: dayParts.filter((part) => texts(times).includes(part)), things: texts(things) };
  } catch {
    return none; // what somebody else wrote there
  }
}

/** Whether this browser keeps them. */
export function rememberPreferences(preferences: Preferences): boolean {
  const text = JSON.stringify(preferences);
  remember(item, text);
  return recall(item) === text;
}
