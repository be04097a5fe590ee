// What was said: mood beside bookings, wishes, topics, messages.
import type { JSX } from 'preact';
import { dayIn, daysFrom, beginOf } from '../lists/days';
import { ChoiceFilter, useFilters, type Filters } from '../lists/filters';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { useSlotName, useSlots } from '../lists/slots';
import { useAnswer } from '../parts/answer';
import { List, type Column } from '../parts/list';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import { MoodChart } from './chart';
import { moodDays, type MoodDay } from './days';
import { Messages } from './messages';
import { useWords } from './speech';
import type { components } from '../../api/schema';

type Topics = components['schemas']['VoiceTopics'];
type Open = (what: Record<string, string>) => string;
const periods = [30, 90, 365] as const;
const kept = ['days', 'slot', 'mood', 'day', 'kind', 'wish', 'about'] as const;

export function Heard({ app, query }: { app: Dashboard; query: URLSearchParams }): JSX.Element {
  const { words } = useWords();
  const filters = useFilters(app, query, kept);
  const days = Number(filters.of('days')) || 30;
  const today = dayIn(app.shop.time_zone, new Date());
  const from = daysFrom(today, 1 - days);
  const since = beginOf(from, app.shop.time_zone);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/voice/topics', { shop: app.shop.slug }, { since }), [since]);
  // The messages behind a number are those of the same time.
  const open = (what: Record<string, string>): string => app.router.address('voice', { ...(filters.of('days') && { days: filters.of('days') }), ...what });
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  return (
    <>
      <div class="filters">
        <ChoiceFilter filters={filters} name="days" label={words.period} choices={periods.map((amount) => [amount === 30 ? '' : String(amount), words.days(amount)] as const)} />
      </div>
      {asked.value.languages.length === 0 && (
        <div class="panel empty">
          <p>{words.nothingSaid}</p>
          <p><a class="button" href={app.router.address('voice', { part: 'intake' })}>{words.takeSomethingIn}</a></p>
        </div>
      )}
      <Mood app={app} filters={filters} from={from} to={today} topics={asked.value} open={open} />
      {asked.value.languages.length > 0 && (
        <>
          <Wishes app={app} topics={asked.value} open={open} />
          <TopicList app={app} topics={asked.value} open={open} />
          <Messages app={app} filters={filters} since={since} />
        </>
      )}
    </>
  );
}

function Mood({ app, filters, from, to, topics, open }: { app: Dashboard; filters: Filters; from: string; to: string; topics: Topics; open: Open }): JSX.Element | null {
  const { words, locale } = useWords();
  const slots = useSlots(app);
  const slotName = useSlotName();
  const slot = filters.of('slot');
  const zone = app.shop.time_zone;
  const asked = useAnswer(async () => {
    const [mood, sales] = await Promise.all([
      app.client.get('/api/v1/shops/{shop}/voice/mood', { shop: app.shop.slug }, { from: beginOf(from, zone), to: beginOf(daysFrom(to, 1), zone), ...given({ slot }) }),
      app.client.get('/api/v1/shops/{shop}/figures/sales', { shop: app.shop.slug }, { from, to, ...given({ slot }) }),
    ]);
    return { mood, days: moodDays(sales, mood.points) };
  }, [from, to, slot]);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { mood, days } = asked.value;
  if (mood.points.length === 0 && topics.languages.length === 0) return null;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, minimumFractionDigits: 2, signDisplay: 'exceptZero' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const written = (value: number | null, few: boolean): string => (value !== null ? number.format(value) : few ? words.fewPeople : '–');
  const columns: Column<MoodDay>[] = [
    { name: words.day, heading: true, text: (day) => day.day, show: (day) => day.day },
    { name: words.bookingsBars, number: true, text: (day) => day.bookings, show: (day) => day.bookings },
    { name: words.messagesCount, number: true, text: (day) => day.messages, show: (day) => (
      day.messages > 0 ? <a href={open({ day: day.day, ...given({ slot }) })} aria-label={words.openMessages(day.day)}>{day.messages}</a> : 0) },
    { name: words.moodOfDay, number: true, text: (day) => day.mean ?? '', show: (day) => written(day.mean, day.few) },
    { name: words.moodLine, number: true, text: (day) => day.smooth ?? '', show: (day) => written(day.smooth, false) },
    { name: words.negativeShare, number: true, text: (day) => day.negative ?? '', show: (day) => (day.negative === null ? '–' : percent.format(day.negative)) },
  ];
  return (
    <section class="panel">
      <h2>{words.moodHeading}</h2>
      <p class="soft">{words.moodHelp(mood.fewest_authors)}</p>
      <div class="filters">
        <ChoiceFilter filters={filters} name="slot" label={words.slot} choices={[['', words.anySlot], ...slots.map((one) => [one.id, slotName(one)] as const)]} />
      </div>
      {mood.points.length === 0 ? <p class="empty">{words.noMood}</p> : (
        <>
          <MoodChart label={words.moodHeading} days={days} />
          <NotScored topics={topics} />
          <details class="how">
            <summary>{words.asTable}: {words.moodHeading}</summary>
            <List label={words.moodHeading} file="mood" rows={days} columns={columns} keyOf={(day) => day.day} empty="" />
          </details>
        </>
      )}
    </section>
  );
}

/** What could not be scored is said, not hidden. */
function NotScored({ topics }: { topics: Topics }): JSX.Element | null {
  const { words, locale } = useWords();
  const not = topics.languages.filter(({ scored }) => !scored);
  if (not.length === 0) return null;
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const nameOf = (language: string): string => (language === 'und' ? words.notKnown : names.of(language) ?? language);
  const listed = new Intl.ListFormat(locale, { type: 'conjunction' }).format(not.map(({ language, messages }) => `${nameOf(language)} (${messages})`));
  return <p class="soft">{words.notScoredNote(not.reduce((all, { messages }) => all + messages, 0), listed)}</p>;
}

function Wishes({ app, topics, open }: { app: Dashboard; topics: Topics; open: Open }): JSX.Element {
  const { words } = useWords();
  const { nameOf } = useNames(app);
  return (
    <section class="panel">
      <h2>{words.wishesHeading}</h2>
      <p class="soft">{words.wishesHelp}</p>
      <List label={words.wishesHeading} file="wishes" rows={topics.wishes} keyOf={(one) => `${one.kind} ${one.wish} ${one.about}`} empty={words.noWishes}
        columns={[
          { name: words.wish, heading: true, text: (one) => one.wish, show: (one) => <><bdi>{one.wish}</bdi><div class="soft">{words[`wishKind:${one.kind}`]}</div></> },
          { name: words.wishAbout, text: (one) => one.about, show: (one) => (one.about ? <bdi>{nameOf(one.about)}</bdi> : '–') },
          { name: words.howManyPeople, number: true, text: (one) => one.authors, show: (one) => one.authors },
          { name: words.messagesCount, number: true, text: (one) => one.messages, show: (one) => (
            <a href={open({ kind: one.kind, wish: one.wish, about: one.about })} aria-label={words.openMessages([one.wish, one.about].filter(Boolean).join(', '))}>{one.messages}</a>) },
          { name: words.lastSaid, text: (one) => one.last, show: (one) => <When at={one.last} zone={app.shop.time_zone} /> },
        ]} />
    </section>
  );
}

function TopicList({ app, topics, open }: { app: Dashboard; topics: Topics; open: Open }): JSX.Element {
  const { words, locale } = useWords();
  const { nameOf } = useNames(app);
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, minimumFractionDigits: 2, signDisplay: 'exceptZero' });
  return (
    <section class="panel">
      <h2>{words.topicsHeading}</h2>
      <List label={words.topicsHeading} file="topics" rows={topics.topics} keyOf={(one) => one.about} empty={words.noTopics}
        columns={[
          { name: words.wishAbout, heading: true, text: (one) => one.about, show: (one) => <bdi>{nameOf(one.about)}</bdi> },
          { name: words.howManyPeople, number: true, text: (one) => one.authors, show: (one) => one.authors },
          { name: words.messagesCount, number: true, text: (one) => one.messages, show: (one) => (
            <a href={open({ kind: 'about', about: one.about })} aria-label={words.openMessages(nameOf(one.about))}>{one.messages}</a>) },
          { name: words.moodFilter, number: true, text: (one) => one.mean ?? '', show: (one) => (one.mean === null ? words.fewPeople : number.format(one.mean)) },
        ]} />
    </section>
  );
}
