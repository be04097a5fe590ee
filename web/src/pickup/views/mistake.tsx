// What went wrong, told at once.
import type { JSX } from 'preact';
import type { Said } from '../problems/say';

export function Mistake({ said }: { said: Said | null }): JSX.Element | null {
  if (!said) return null;
  return (
    <div class="notice bad" role="alert">
      {said.sentence}
      {said.detail && <p lang="en" dir="ltr">{said.detail}</p>}
    </div>
  );
}
