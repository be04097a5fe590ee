// What is on today.
import type { JSX } from 'preact';
import { useAnswer } from '../parts/answer';
import { List } from '../parts/list';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import { useWords } from '../speech';
import type { ViewProps } from '../views';

export function View({ app }: ViewProps): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/slots', { shop: app.shop.slug }), []);
  if (asked.reason) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  return (
    <List label={words.today} file="today" rows={asked.value.slots} keyOf={(slot) => slot.id} empty={words.nothingToday}
      columns={[{ name: words.today, heading: true, show: (slot) => slot.summary, text: (slot) => slot.summary },
        { name: words.calendar, show: (slot) => <When at={slot.starts_at} until={slot.ends_at} zone={slot.time_zone} /> }]} />
  );
}
