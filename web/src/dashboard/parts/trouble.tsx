// What went wrong, in the server's words, and what to do.
import type { JSX } from 'preact';
import { Problem } from '../../api/client';
import { useWords } from '../speech';

export function Trouble({ reason, again }: { reason: unknown; again?: () => void }): JSX.Element {
  const { words } = useWords();
  return (
    <div class="notice bad" role="alert">
      <p>{sentenceOf(reason, words.unreachable)}</p>
      {again && <button type="button" class="plain" onClick={again}>{words.retry}</button>}
    </div>
  );
}

export function sentenceOf(reason: unknown, unreachable: string): string {
  if (reason instanceof Problem) return reason.status === 0 ? unreachable : reason.message;
  return reason instanceof Error ? reason.message : String(reason);
}
