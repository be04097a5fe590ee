// A label, an input, what helps, and what was wrong with it.
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

/** For the input: the label and the sentences are tied to it by these. */
export interface Tied {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Props {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  children: (tied: Tied) => JSX.Element;
}

export function Field({ label, help, error, children }: Props): JSX.Element {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {help && <p class="help soft" id={`${id}-help`}>{help}</p>}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
