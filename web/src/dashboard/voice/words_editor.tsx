// Words that mean something else in this shop, as a list that is stored as a whole.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { useAnswer } from '../parts/answer';
import { Edited } from '../parts/edited';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import { linesOf, wordsOf, type Line, type Word } from './lines';
import { useWords } from './speech';

export function WordsEditor({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const at = { shop: app.shop.slug };
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/voice/words', at), []);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const { busy, reason, send, setReason } = useSending();
  const next = useRef(0);
  const added = useRef<number | null>(null);
  const list = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => {
    if (!asked.value) return;
    setLines(linesOf(asked.value.words));
    next.current = asked.value.words.length;
  }, [asked.value]);
  useEffect(() => {
    if (added.current === null) return;
    added.current = null;
    list.current?.querySelector<HTMLInputElement>('tr:first-child input')?.focus();
  }, [lines]);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { version } = asked.value;
  const change = (key: number, part: Partial<Line>): void => setLines(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const put = (all: readonly Word[]): Promise<void> => send(async () => {
    asked.put(await app.client.put('/api/v1/shops/{shop}/voice/words', at, { version, words: [...all] }));
    tell(words.wordsStored);
  });
  const add = (): void => {
    added.current = next.current;
    setLines([{ key: next.current++, word: '', value: '' }, ...lines]);
  };
  const wrong = reason instanceof Problem ? Number(/^words\[(\d+)\]/.exec(reason.document?.field ?? '')?.[1] ?? -1) : -1;
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{words.wordsHeading}</h2>
        <button type="button" class="plain" onClick={add}>{words.addWord}</button>
      </div>
      <p class="soft">{words.wordsHelp}</p>
      <p class="soft">{words.wordsVersion(asked.value.version)}{asked.value.are_defaults && `. ${words.wordsAreDefaults}`}</p>
      <form onSubmit={(event) => { event.preventDefault(); void put(wordsOf(lines)); }}>
        <fieldset class="sent" disabled={busy}><table class="voice-words">
          <thead><tr><th scope="col">{words.word}</th><th scope="col">{words.value}</th><th scope="col"><span class="hidden">{words.remove}</span></th></tr></thead>
          <tbody ref={list}>
            {lines.map((line, row) => (
              <tr key={line.key}>
                <td><input aria-label={words.word} dir="auto" value={line.word} maxLength={40} aria-invalid={row === wrong || undefined} onInput={(event) => change(line.key, { word: event.currentTarget.value })} /></td>
                <td><input aria-label={words.wordValueOf(line.word)} type="number" min={-4} max={4} step="any" required={Boolean(line.word.trim())} value={line.value} aria-invalid={row === wrong || undefined} onInput={(event) => change(line.key, { value: event.currentTarget.value })} /></td>
                <td><button type="button" class="plain close" aria-label={words.removeWord(line.word)} onClick={() => setLines(lines.filter(({ key }) => key !== line.key))}>×</button></td>
              </tr>
            ))}
          </tbody>
        </table></fieldset>
        {reason !== undefined && <Trouble reason={reason} />}
        <Edited reason={reason} reload={() => { setReason(undefined); asked.again(); }} />
        <div class="buttons">
          <button type="submit" disabled={busy}>{words.storeWords}</button>
          {!asked.value.are_defaults && <button type="button" class="plain" disabled={busy} onClick={() => void put([])}>{words.defaultWords}</button>}
        </div>
      </form>
    </section>
  );
}
