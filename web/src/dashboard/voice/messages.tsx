// The messages behind the figures, with the words that made each score.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { beginOf, daysFrom } from '../lists/days';
import { ChoiceFilter, type Filters } from '../lists/filters';
import { given } from '../lists/given';
import { More, usePages, type Pages } from '../lists/pages';
import { confirm } from '../parts/confirm';
import { Field } from '../parts/field';
import { tableOf } from '../parts/list';
import { ListFoot, type Table } from '../parts/list_foot';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import { useWords } from './speech';

type Message = components['schemas']['VoiceMessage'];
const moods = ['positive', 'neutral', 'negative', 'not-scored'] as const;
type Mood = (typeof moods)[number];
type Kind = 'about' | components['schemas']['VoiceWish']['kind'];

export function Messages({ app, filters, since }: { app: Dashboard; filters: Filters; since: string }): JSX.Element {
  const { words } = useWords();
  const [mood, slot, day, kind, wish, about] = ['mood', 'slot', 'day', 'kind', 'wish', 'about'].map((name) => filters.of(name)) as [string, string, string, string, string, string];
  const zone = app.shop.time_zone;
  const span = /^\d{4}-\d\d-\d\d$/.test(day) ? { from: beginOf(day, zone), to: beginOf(daysFrom(day, 1), zone) } : { from: since };
  const chosen = [day, kind, wish, about].join(' ').trim();
  const heading = useRef<HTMLHeadingElement>(null);
  // Who opened the messages behind a number wants to see them.
  useEffect(() => {
    if (chosen) heading.current?.focus();
  }, [chosen]);
  const pages = usePages(async (cursor, limit) => {
    const answer = await app.client.get('/api/v1/shops/{shop}/messages', { shop: app.shop.slug },
      { ...span, ...given({ slot, mood: mood as Mood, kind: kind as Kind, wish, cursor, limit }), ...(kind && (about || wish) ? { about } : {}) });
    return { rows: answer.messages, next: answer.next };
  }, [mood, slot, day, kind, wish, about, since]);
  const table = async ({ rows = [], rest }: Pages<Message>): Promise<Table> => {
    const behind = await rest?.() ?? { rows: [], cut: false };
    return {
      csv: tableOf<Message>([
        { name: words.saidAt, text: ({ said_at }) => said_at },
        { name: words.pasteSource, text: ({ source }) => source },
        { name: words.text, text: ({ parts }) => parts.map(({ text }) => text).join('') },
        { name: words.moodFilter, text: (message) => words[`mood:${moodOf(message)}`] },
        { name: words.score, text: ({ score }) => score ?? '' },
      ], [...rows, ...behind.rows]),
      cut: behind.cut,
    };
  };
  const what = [day, wish, about].filter(Boolean).join(', ');
  return (
    <section class="panel">
      <h2 ref={heading} tabIndex={-1}>{words.messagesHeading}</h2>
      <p class="soft">{words.messagesHelp}</p>
      <div class="filters">
        <ChoiceFilter filters={filters} name="mood" label={words.moodFilter} choices={[['', words.anyMood], ...moods.map((one) => [one, words[`mood:${one}`]] as const)]} />
      </div>
      {chosen && <p role="status" class="notice">{words.onlyThose(what)} <a href={app.router.address('voice', {})}>{words.showAllMessages}</a></p>}
      {pages.rows?.length === 0 && <p class="empty">{words.noMessages}</p>}
      {pages.rows && pages.rows.length > 0 && (
        <ul class="messages">
          {pages.rows.map((message) => <Said key={message.id} app={app} message={message} gone={pages.again} />)}
        </ul>
      )}
      <More pages={pages} />
      {pages.rows && pages.rows.length > 0 && <ListFoot file="messages" rows={pages.rows.length} more={pages.rest !== null} table={() => table(pages)} />}
      <Forget app={app} gone={pages.again} />
    </section>
  );
}

function moodOf({ scored, score }: Message): Mood {
  if (!scored || score === null) return 'not-scored';
  return score >= 0.05 ? 'positive' : score <= -0.05 ? 'negative' : 'neutral';
}

function Said({ app, message, gone }: { app: Dashboard; message: Message; gone: () => void }): JSX.Element {
  const { words, locale } = useWords();
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, minimumFractionDigits: 2, signDisplay: 'exceptZero' });
  const written = (value: number | null): string => (value === null ? '–' : number.format(value));
  const mood = moodOf(message);
  const { reason, send } = useSending();
  const erase = async (): Promise<void> => {
    if (!(await confirm({ title: words.eraseMessageQuestion, text: words.eraseMessageStory, act: words.eraseMessage, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/messages/{message}', { shop: app.shop.slug, message: message.id });
      tell(words.messageErased);
      gone();
    });
  };
  return (
    <li>
      {/* Each in its own direction: what is said from right to left stays so. */}
      <p dir="auto" lang={message.language && message.language !== 'und' ? message.language : undefined}>
        {message.parts.map(({ text, value }, at) => (value === null ? text
          : <mark key={at} class={value < 0 ? 'bad' : 'good'} title={number.format(value)}>{text}<span class="hidden"> ({number.format(value)})</span></mark>))}
      </p>
      <p class="soft said-by">
        <span class={`badge mood-${mood}`}>{words[`mood:${mood}`]}</span>
        {message.scored && <span>{words.scoreOf(written(message.score), written(message.published_score))}</span>}
        <span><bdi>{message.source}</bdi>, <When at={message.said_at} zone={app.shop.time_zone} /></span>
        {message.cut && <span>{words.wasCut}</span>}
        <button type="button" class="plain" onClick={() => void erase()}>{words.eraseMessage}</button>
      </p>
      {reason !== undefined && <Trouble reason={reason} />}
    </li>
  );
}

function Forget({ app, gone }: { app: Dashboard; gone: () => void }): JSX.Element {
  const { words } = useWords();
  const [author, setAuthor] = useState('');
  const { busy, reason, send } = useSending();
  const forget = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!author.trim()) return;
    await send(async () => {
      const { erased } = await app.client.post('/api/v1/shops/{shop}/messages/forget', { shop: app.shop.slug }, { author: author.trim() });
      tell(words.forgotten(erased));
      setAuthor('');
      gone();
    });
  };
  return (
    <details class="how">
      <summary>{words.forgetHeading}</summary>
      <form onSubmit={(event) => void forget(event)}>
        <Field label={words.handle} help={words.forgetHelp}>
          {(tied) => <input {...tied} value={author} maxLength={200} autocomplete="off" onInput={(event) => setAuthor(event.currentTarget.value)} />}
        </Field>
        {reason !== undefined && <Trouble reason={reason} />}
        <button type="submit" class="danger" disabled={busy}>{words.forget}</button>
      </form>
    </details>
  );
}
