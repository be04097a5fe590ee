// Where a picture's address is chosen, and how it looks.
import type { JSX } from 'preact';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import { Field } from './field';

interface Props {
  app: Dashboard;
  value: string;
  change: (address: string) => void;
  error?: string | undefined;
}

export function PictureField({ app, value, change, error }: Props): JSX.Element {
  const { words } = useWords();
  const path = ownPath(app, value.trim());
  return (
    <div class="picture-field">
      <Field label={words.picture} help={words.pictureHelp} error={error}>
        {(tied) => <input {...tied} value={value} spellcheck={false} onInput={(event) => change(event.currentTarget.value)} />}
      </Field>
      {path && <img src={path} alt="" width="96" height="72" loading="lazy" />}
    </div>
  );
}

/** Pictures from elsewhere are not loaded here, as they are not for visitors. */
function ownPath(app: Dashboard, address: string): string | null {
  if (address.startsWith(`${app.origin}/`)) return app.pathOf(address);
  return /^\/media\/[^/]+\/[^/]+$/.test(address) ? app.prefix + address : null;
}
