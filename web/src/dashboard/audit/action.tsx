// What was done, in words, and as the filter of the log calls it.
import type { JSX } from 'preact';
import { useWords } from '../lists/speech';
import { actionOf } from './facts';

export function Action({ action }: { action: string }): JSX.Element {
  const { words } = useWords();
  const said = actionOf(action, words);
  return said ? <>{said}<div class="soft"><code>{action}</code></div></> : <code>{action}</code>;
}
