// A text to be taken along, and a button that copies it.
import type { JSX } from 'preact';
import { tell } from '../parts/told';
import { useWords } from './speech';

export function Copyable({ text, label }: { text: string; label: string }): JSX.Element {
  const { words } = useWords();
  return (
    <span class="copyable">
      <code>{text}</code>
      {/* Where a page may not write to the clipboard, the text is there to be marked. */}
      {window.isSecureContext && (
        <button type="button" class="plain" aria-label={`${words.copy}: ${label}`}
          onClick={() => void navigator.clipboard.writeText(text).then(() => tell(words.copied))}>{words.copy}</button>
      )}
    </span>
  );
}
