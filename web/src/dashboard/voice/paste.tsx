// An export is pasted, shown as it was understood, and taken in piece by piece.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { given } from '../lists/given';
import { Field } from '../parts/field';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { Trouble } from '../parts/trouble';
import { When } from '../parts/write';
import type { Dashboard } from '../state';
import { useWords } from './speech';

type Preview = components['schemas']['PastePreview'];
type Taken = components['schemas']['PasteIntake'];
type Refusal = components['schemas']['VoiceRefusal'];

interface Progress {
  taken: number;
  repeated: number;
  refused: readonly Refusal[];
  /** Messages that were sent by now. */
  sent: number;
  done: boolean;
}
const nothing: Progress = { taken: 0, repeated: 0, refused: [], sent: 0, done: false };
const shownRefusals = 20;

export function PasteForm({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const [text, setText] = useState('');
  const [source, setSource] = useState('');
  const [day, setDay] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const { busy, reason, send } = useSending();
  const body = { text, ...given({ source: source.trim(), day }) };
  const at = { shop: app.shop.slug };
  const change = (set: (value: string) => void) => (value: string): void => {
    set(value);
    setPreview(null);
    setProgress(null);
  };
  const look = async (event: Event): Promise<void> => {
    event.preventDefault();
    await send(async () => {
      setProgress(null);
      const answer = await app.client.post('/api/v1/shops/{shop}/messages/pasted', at, { ...body, preview: true, from: 0 });
      if ('layout' in answer) setPreview(answer);
    });
  };
  const take = (messages: number): Promise<void> => send(async () => {
    let so: Progress = nothing;
    setProgress(so);
    for (let from: number | null = 0; from !== null;) {
      const answer: Preview | Taken = await app.client.post('/api/v1/shops/{shop}/messages/pasted', at, { ...body, preview: false, from });
      if (!('next' in answer)) return;
      from = answer.next;
      so = { taken: so.taken + answer.taken, repeated: so.repeated + answer.repeated, refused: [...so.refused, ...answer.refused], sent: from ?? messages, done: from === null };
      setProgress(so);
    }
    setPreview(null);
  });
  return (
    <section class="panel">
      <h2>{words.pasteHeading}</h2>
      <p class="soft">{words.pasteHelp}</p>
      <form onSubmit={(event) => void look(event)}>
        <Field label={words.pasteText}>
          {(tied) => <textarea {...tied} rows={8} dir="auto" required value={text} onInput={(event) => change(setText)(event.currentTarget.value)} />}
        </Field>
        <Field label={words.pasteFile}>
          {(tied) => <input {...tied} type="file" accept=".txt,.csv,.tsv,text/plain,text/csv" onChange={(event) => void event.currentTarget.files?.[0]?.text().then(change(setText))} />}
        </Field>
        <Field label={words.pasteSource} help={words.pasteSourceHelp}>
          {(tied) => <input {...tied} value={source} maxLength={40} onInput={(event) => change(setSource)(event.currentTarget.value)} />}
        </Field>
        <Field label={words.pasteDay} help={words.optional}>
          {(tied) => <input {...tied} type="date" value={day} onChange={(event) => change(setDay)(event.currentTarget.value)} />}
        </Field>
        {reason !== undefined && <Trouble reason={reason} />}
        <button type="submit" class={preview ? 'plain' : ''} disabled={busy}>{words.preview}</button>
      </form>
      <div role="status">
        {preview && <Understood app={app} preview={preview} />}
        {progress && <p class="notice">{progress.done ? words.takenIn(progress.taken, progress.repeated, progress.refused.length) : words.takingIn(progress.sent, preview?.messages ?? progress.sent)}</p>}
      </div>
      {progress && <Refused refused={progress.refused} />}
      {preview && <button type="button" disabled={busy} onClick={() => void take(preview.messages)}>{words.takeIn(preview.messages - preview.unreadable)}</button>}
    </section>
  );
}

function Understood({ app, preview }: { app: Dashboard; preview: Preview }): JSX.Element {
  const { words } = useWords();
  return (
    <>
      <p>{words.understoodAs(preview.messages, words[`layout:${preview.layout}`])} {preview.unreadable > 0 && words.unreadableTimes(preview.unreadable)}</p>
      <Refused refused={preview.refused} />
      <h3>{words.previewOf(preview.sample.length)}</h3>
      <List label={words.previewOf(preview.sample.length)} rows={preview.sample} keyOf={(line) => line.line} empty={words.noMessages}
        columns={[
          { name: words.text, heading: true, show: (line) => <span dir="auto" class="pasted">{line.text}</span> },
          { name: words.author, show: (line) => (line.author ? <bdi>{line.author}</bdi> : '–') },
          { name: words.saidAt, show: (line) => (line.at ? <When at={line.at} zone={app.shop.time_zone} /> : words.saidNow) },
        ]} />
    </>
  );
}

function Refused({ refused }: { refused: readonly Refusal[] }): JSX.Element | null {
  const { words } = useWords();
  if (refused.length === 0) return null;
  return <ul>{refused.slice(0, shownRefusals).map(({ line, sentence }) => <li key={line}>{words.lineOf(line)}: {sentence}</li>)}</ul>;
}
