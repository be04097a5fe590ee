// What went wrong, and what to do.
import type { JSX } from 'preact';
import { Problem } from '../../api/client';
import { sayProblem, type Said } from '../problems/say';
import { useWords } from '../speech';

export function Trouble({ reason, again }: { reason: unknown; again?: () => void }): JSX.Element {
  const { words } = useWords();
  const { sentence, detail } = say(reason, words.unreachable);
  return (
    <div class="notice bad" role="alert">
      <p>{sentence}</p>
      {detail && <p>{detail.before} <span lang="en">{detail.text}</span></p>}
      {again && <button type="button" class="plain" onClick={again}>{words.retry}</button>}
    </div>
  );
}

/** In one sentence, or two: beside a field there is room for no more. */
export function sentenceOf(reason: unknown, unreachable: string): string {
  const { sentence, detail } = say(reason, unreachable);
  return detail ? `${sentence} ${detail.before} ${detail.text}` : sentence;
}

function say(reason: unknown, unreachable: string): Said {
  if (reason instanceof Problem) return reason.status === 0 ? { sentence: unreachable } : sayProblem(reason);
  return { sentence: reason instanceof Error ? reason.message : String(reason) };
}
