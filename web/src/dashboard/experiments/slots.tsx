// Which slots take part where ladders are compared over several events: a drop, a calendar, or one by one.
import type { JSX } from 'preact';
import type { components } from '../../api/schema';
import { writeDate } from '../../words/write';
import { beginOf, dayIn, daysFrom } from '../lists/days';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import { useWords } from './speech';

type Shelf = components['schemas']['Shelf'];
type ShelfSlot = components['schemas']['ShelfSlot'];

const ahead = 300; // days

export interface Group {
  of: 'drop' | 'shelf' | 'event';
  name: string;
  slots: string[];
}

/** Slots that can be dealt a ladder: nobody has booked them. */
export const dealable = ({ slots }: Shelf, now: number): ShelfSlot[] =>
  slots.filter(({ slot, booked }) => booked === 0 && Date.parse(slot.starts_at) > now && slot.offers.length > 0);

/** What may be added at once: only what is of at least two slots. */
export function groupsOf(shelf: Shelf, free: readonly ShelfSlot[]): Group[] {
  const groups = new Map<string, Group>();
  const add = (of: Group['of'], name: string | null, slot: string): void => {
    if (!name) return;
    const group = groups.get(`${of} ${name}`) ?? { of, name, slots: [] };
    group.slots.push(slot);
    groups.set(`${of} ${name}`, group);
  };
  for (const { slot, shelf: id } of free) {
    add('drop', slot.drop, slot.id);
    add('shelf', shelf.shelves.find((one) => one.id === id)?.name ?? null, slot.id);
    add('event', slot.summary, slot.id);
  }
  const order = ['drop', 'shelf', 'event'];
  return [...groups.values()].filter(({ slots }) => slots.length > 1).sort((a, b) => order.indexOf(a.of) - order.indexOf(b.of));
}

interface Props {
  app: Dashboard;
  chosen: readonly string[];
  change: (chosen: string[]) => void;
  error: string | undefined;
}

export function SlotsField({ app, chosen, change, error }: Props): JSX.Element {
  const { words, locale } = useWords();
  const today = dayIn(app.shop.time_zone, new Date());
  const range = { from: beginOf(today, app.shop.time_zone), to: beginOf(daysFrom(today, ahead), app.shop.time_zone) };
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/shelf', { shop: app.shop.slug }, range), []);
  if (!asked.value) return <p class="soft" aria-busy={asked.busy}>{words.loading}</p>;
  const free = dealable(asked.value, Date.now());
  const groups = groupsOf(asked.value, free);
  const toggle = (id: string): void => change(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const count = chosen.filter((id) => free.some(({ slot }) => slot.id === id)).length;
  return (
    <div class="slots-of">
      <Field label={words.addAllOf} error={error}>
        {(tied) => (
          <select {...tied} value="" onChange={({ currentTarget }) => {
            const group = groups[Number(currentTarget.value)];
            if (currentTarget.value !== '' && group) change([...new Set([...chosen, ...group.slots])]);
            currentTarget.value = '';
          }}>
            <option value="">{words.chooseGroup}</option>
            {groups.map((group, at) => <option key={at} value={at}>{words[`groupOf:${group.of}`](group.name, group.slots.length)}</option>)}
          </select>
        )}
      </Field>
      <fieldset>
        <legend>{words.slotsChosen(count)}</legend>
        {free.length === 0 && <p>{words.noFreeSlots}</p>}
        <ul class="choices">
          {free.map(({ slot }) => (
            <li key={slot.id}>
              <label class="check">
                <input type="checkbox" checked={chosen.includes(slot.id)} onChange={() => toggle(slot.id)} /> {slot.summary}, {writeDate(new Date(slot.starts_at), 'dayTime', locale, slot.time_zone)}
              </label>
            </li>
          ))}
        </ul>
        {count > 0 && <button type="button" class="plain" onClick={() => change([])}>{words.chooseNone}</button>}
      </fieldset>
    </div>
  );
}
