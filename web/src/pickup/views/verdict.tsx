// What is to be done with who shows a code, large enough for a stall.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { writeDate, writeMoney, writeRange } from '../../words/write';
import { TooLarge } from '../chain';
import { goodsName } from '../goods';
import { announcement, useWords } from '../speech';
import { dueWith, type Settled } from '../paying';
import type { Giving, Pickup, Visit } from '../state';
import type { DueLine, Verdict } from '../verdict';
import { Icon, type Shape } from './icon';
import { Pad } from './pad';
import { Paying } from './paying';
import { refusalOf } from './refusal';

/** Moves the focus to the answer, and tells it to who does not see it. The good one's sentence is the name, which stands below. */
function Banner({ colour, shape, word, sentence }: { colour: string; shape: Shape; word: string; sentence: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // With the answer and not a frame later: a keyboard would be where the scanner was.
  useLayoutEffect(() => {
    heading.current?.focus();
    announcement.value = `${word}. ${sentence}`;
  }, [word, sentence]);
  return (
    <div class={`banner ${colour}`}>
      <Icon shape={shape} />
      <h1 ref={heading} tabIndex={-1}>{word}</h1>
      <p class={colour === 'good' ? 'hidden' : ''}>{sentence}</p>
    </div>
  );
}

export function VerdictView({ app, visit }: { app: Pickup; visit: Visit }): JSX.Element {
  const { verdict } = visit;
  useEffect(() => {
    performance.measure('timeshelf-verdict', { start: visit.since }); // from the scan to what is shown
  }, [visit.nonce]);
  return verdict.kind === 'hand-over' ? <Give app={app} verdict={verdict} key={visit.nonce} /> : <Refused app={app} verdict={verdict} nonce={visit.nonce} />;
}

interface RefusedProps {
  app: Pickup;
  verdict: Exclude<Verdict, { kind: 'hand-over' }>;
  nonce: string;
}

function Refused({ app, verdict, nonce }: RefusedProps): JSX.Element {
  const { words, locale } = useWords();
  const when = (at: number, zone: string): string => writeDate(new Date(at), 'dayTime', locale, zone);
  const at = 'starts' in verdict ? when(verdict.starts, verdict.zone) : 'at' in verdict && verdict.at ? when(verdict.at, app.manifest.value?.venue.time_zone ?? 'UTC') : '';
  const asking = verdict.kind === 'unknown' && app.asking.value === nonce && app.reach.value !== 'offline';
  // Who is here on another day or at another place has done nothing wrong.
  const turnsAway = verdict.kind !== 'no-token' && verdict.kind !== 'other-time' && verdict.kind !== 'other-place' && !asking;
  const card = 'card' in verdict ? verdict.card : undefined;
  return (
    <section class="panel verdict">
      <Banner {...refusalOf(verdict, words, { when: at, asking, now: app.now.value })} />
      {verdict.kind === 'no-token' && verdict.code && <OnDashboard app={app} code={verdict.code} />}
      {card && <p class="who">{card.name} <span class="soft code">{card.code}</span></p>}
      <div class="buttons">
        {turnsAway && <button type="button" onClick={() => void app.turnAway()}>{words.turnAway}</button>}
        <button type="button" class="plain" onClick={() => app.leave()}>{words.back}</button>
      </div>
    </section>
  );
}

/** A booking is found by its code by who is signed in, and by no device. */
function OnDashboard({ app, code }: { app: Pickup; code: string }): JSX.Element {
  const { words } = useWords();
  if (app.reach.value !== 'online') return <p>{words.codeOffline}</p>;
  return <p>{words.codeOnline} <a href={`${app.prefix}/dashboard/bookings?booking=${code}`} target="_blank" rel="noopener">{words.onDashboard}</a></p>;
}

function Give({ app, verdict }: { app: Pickup; verdict: Extract<Verdict, { kind: 'hand-over' }> }): JSX.Element {
  const { words, locale } = useWords();
  const { card, lines, toPay } = verdict;
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  const [drawing, setDrawing] = useState('');
  const [mistake, setMistake] = useState('');
  const [busy, setBusy] = useState(false);
  const may = app.mayHandOver.value;
  const unitsOf = (line: DueLine): number => Math.min(line.due, chosen.get(line.line) ?? line.due);
  const giving: Giving[] = lines.map((line) => ({ line: line.line, units: unitsOf(line) })).filter(({ units }) => units > 0);
  const total = giving.reduce((sum, { units }) => sum + units, 0);
  const due = dueWith(card, toPay, lines, giving);

  const handOver = async (paid: Settled): Promise<void> => {
    if (card.sign && !drawing) return setMistake(words.signFirst);
    setBusy(true);
    try {
      setMistake('');
      if (!(await app.handOver(giving, drawing, due && { paid, money: due }))) setMistake(words.lessDue);
    } catch (reason) {
      setMistake(reason instanceof TooLarge ? words.tooLarge : words.storageFull);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="panel verdict">
      <Banner colour="good" shape="yes" word={words.giveTitle} sentence={words.giveSentence(card.name)} />
      <p class="who">{card.name} <span class="soft code">{card.code}</span></p>
      <p>{toPay ? <span class="badge low">{words.toPay(writeMoney(toPay, locale))}</span> : <span class="badge open">{words.paid}</span>}</p>
      <ul class="lines give">
        {lines.map((line) => (
          <Line line={line} key={line.line} units={unitsOf(line)} may={may} choose={(units) => setChosen(new Map(chosen).set(line.line, units))} />
        ))}
      </ul>
      {may && card.sign && <Pad changed={(drawn) => (setDrawing(drawn), setMistake(''))} />}
      {mistake && <p class="notice bad" role="alert">{mistake}</p>}
      {may && due && <Paying due={due} all={toPay} units={total} busy={busy} settle={(paid) => void handOver(paid)} />}
      {may && !due && toPay && total > 0 && <p class="soft">{words.toPayLater}</p>}
      <div class="buttons">
        {may && !due && <button type="button" class="large" disabled={busy || total === 0} onClick={() => void handOver('no')}>{words.handOver(total)}</button>}
        {!may && <p class="soft">{app.revoked.value ? words.revoked : words.looksOnly}</p>}
        <button type="button" class="plain" onClick={() => void app.turnAway()}>{words.turnAway}</button>
        <button type="button" class="plain" onClick={() => app.leave()}>{words.back}</button>
      </div>
    </section>
  );
}

interface LineProps {
  line: DueLine;
  units: number;
  may: boolean;
  choose: (units: number) => void;
}
function Line({ line, units, may, choose }: LineProps): JSX.Element {
  const { words, locale } = useWords();
  const times = line.window ?? line.ofSlot;
  const zone = line.ofSlot?.time_zone ?? 'UTC';
  const name = goodsName(line, words);
  return (
    <li class={line.due > 0 ? '' : 'soft'}>
      <div>
        <strong>{name}</strong>
        <p class="soft">{line.ofSlot?.summary}</p>
        {times && <p class="soft">{words.window(writeRange(new Date(times.starts_at), new Date(times.ends_at), 'time', locale, zone))}</p>}
        {line.ofSlot?.cancelled && <p class="notice bad">{words.calledOff}</p>}
        <p>{line.due > 0 ? words.dueOf(line.due, line.quantity) : words.nothingDue}</p>
      </div>
      {may && line.due > 0 && (
        <div class="stepper" role="group" aria-label={words.unitsOf(name)}>
          <button type="button" class="plain" aria-label={words.less(name)} disabled={units <= 0} onClick={() => choose(units - 1)}>−</button>
          <output>{units}</output>
          <button type="button" class="plain" aria-label={words.more(name)} disabled={units >= line.due} onClick={() => choose(units + 1)}>+</button>
        </div>
      )}
    </li>
  );
}
