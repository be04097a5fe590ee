// What was just done, and how it is undone. It stays until something else is done, so that nobody has to hurry.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../speech';
import { Trouble } from './trouble';

export interface Done {
  sentence: string;
  undo?: () => Promise<unknown>;
}
export const told = signal<Done | null>(null);

export function tell(sentence: string, undo?: () => Promise<unknown>): void {
  told.value = undo ? { sentence, undo } : { sentence };
}

/** Once, in the frame. */
export function Told(): JSX.Element {
  const { words } = useWords();
  const [reason, setReason] = useState<unknown>();
  const done = told.value;
  const undo = (): void => {
    setReason(undefined);
    void done?.undo?.().then(() => told.value === done && (told.value = null), setReason);
  };
  return (
    <div role="status" class="told-room">
      {done && (
        <div class="told">
          <p>{done.sentence}</p>
          {done.undo && <button type="button" class="plain" onClick={undo}>{words.undo}</button>}
          <button type="button" class="plain close" aria-label={words.close} onClick={() => (told.value = null)}>×</button>
        </div>
      )}
      {done && reason !== undefined && <Trouble reason={reason} />}
    </div>
  );
}
