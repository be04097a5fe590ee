// Where somebody else changed it meanwhile, what is there now is loaded with one tap.
import type { JSX } from 'preact';
import { Problem } from '../../api/client';
import { useWords } from '../speech';

export function Edited({ reason, reload }: { reason: unknown; reload: () => void }): JSX.Element | null {
  const { words } = useWords();
  if (!(reason instanceof Problem && reason.document?.kind === 'edited-meanwhile')) return null;
  return <p><button type="button" class="plain" onClick={reload}>{words.reload}</button></p>;
}
