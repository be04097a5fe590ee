// What is to be done with who shows a code, large enough for a stall.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { writeDate, writeMoney, writeRange } from '../../words/write';
import { TooLarge } from '../chain';
import { announcement, useWords } from '../speech';
import type { Giving, Pickup, Visit } from '../state';
import type { DueLine, Verdict } from '../verdict';
import { Icon, type Shape } from './icon';
import { Pad } from './pad';
import { refusalOf } from './refusal';

/** Moves the focus to the answer, and tells it to who does not see it. The good one's sentence is the name, which stands below. */
function Banner({ colour, shape, word, sentence }: { colour: string; shape: Shape; word: string; sentence: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
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
  return verdict.kind === 'hand-over' ? <Give app={app} verdict={verdict} key={visit.nonce} /> : <Refused app={app} verdict={verdict} />;
}

function Refused({ app, verdict }: { app: Pickup; verdict: Exclude<Verdict, { kind: 'hand-over' }> }): JSX.Element {
  const { words, locale } = useWords();
  const at = 'at' in verdict && verdict.at ? writeDate(new Date(verdict.at), 'dayTime', locale, app.manifest.value?.venue.time_zone ?? 'UTC') : '';
  const card = 'card' in verdict ? verdict.card : undefined;
  return (
    <section class="panel verdict">
      <Banner {...refusalOf(verdict, words, at)} />
      {card && <p class="who">{card.name} <span class="soft code">{card.code}</span></p>}
      <div class="buttons">
        {verdict.kind !== 'no-token' && <button type="button" onClick={() => void app.turnAway()}>{words.turnAway}</button>}
        <button type="button" class="plain" onClick={() => app.leave()}>{words.back}</button>
      </div>
    </section>
  );
}

function Give({ app, verdict }: { app: Pickup; verdict: Extract<Verdict, { kind: 'hand-over' }> }): JSX.Element {
  const { words, locale } = useWords();
  const { card, lines } = verdict;
  const [chosen, setChosen] = useState<ReadonlyMap<number, number>>(new Map());
  const [drawing, setDrawing] = useState('');
  const [mistake, setMistake] = useState('');
  const [busy, setBusy] = useState(false);
  const may = app.mayHandOver.value;
  const unitsOf = (line: DueLine): number => Math.min(line.due, chosen.get(line.line) ?? line.due);
  const giving: Giving[] = lines.map((line) => ({ line: line.line, units: unitsOf(line) })).filter(({ units }) => units > 0);
  const total = giving.reduce((sum, { units }) => sum + units, 0);

  const handOver = async (): Promise<void> => {
    if (card.sign && !drawing) return setMistake(words.signFirst);
    setBusy(true);
    try {
      setMistake('');
      if (!(await app.handOver(giving, drawing))) setMistake(words.lessDue);
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
      {card.to_pay ? (
        <p class="notice"><strong>{words.toPay(writeMoney(card.to_pay, locale))}</strong> {words.toPayHow}</p>
      ) : (
        <p><span class="badge open">{words.paid}</span></p>
      )}
      <ul class="lines give">
        {lines.map((line) => (
          <Line line={line} key={line.line} units={unitsOf(line)} may={may} choose={(units) => setChosen(new Map(chosen).set(line.line, units))} />
        ))}
      </ul>
      {may && card.sign && <Pad changed={(drawn) => (setDrawing(drawn), setMistake(''))} />}
      {mistake && <p class="notice bad" role="alert">{mistake}</p>}
      <div class="buttons">
        {may ? (
          <button type="button" class="large" disabled={busy || total === 0} onClick={() => void handOver()}>{words.handOver(total)}</button>
        ) : (
          <p class="soft">{app.revoked.value ? words.revoked : words.looksOnly}</p>
        )}
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
  return (
    <li class={line.due > 0 ? '' : 'soft'}>
      <div>
        <strong>{line.name}</strong>
        <p class="soft">{line.ofSlot?.summary}</p>
        {times && <p class="soft">{words.window(writeRange(new Date(times.starts_at), new Date(times.ends_at), 'time', locale, zone))}</p>}
        {line.ofSlot?.cancelled && <p class="notice bad">{words.calledOff}</p>}
        <p>{line.due > 0 ? words.dueOf(line.due, line.quantity) : words.nothingDue}</p>
      </div>
      {may && line.due > 0 && (
        <div class="stepper" role="group" aria-label={words.unitsOf(line.name)}>
          <button type="button" class="plain" aria-label={words.less(line.name)} disabled={units <= 0} onClick={() => choose(units - 1)}>−</button>
          <output>{units}</output>
          <button type="button" class="plain" aria-label={words.more(line.name)} disabled={units >= line.due} onClick={() => choose(units + 1)}>+</button>
        </div>
      )}
    </li>
  );
}
