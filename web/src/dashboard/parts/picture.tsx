// Where a picture is chosen: from the device, which keeps it with the shop, or by its address; and how it looks.
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import { Field } from './field';
import { sentenceOf } from './trouble';

interface Props {
  app: Dashboard;
  value: string;
  change: (address: string) => void;
  error?: string | undefined;
}

export function PictureField({ app, value, change, error }: Props): JSX.Element {
  const { words } = useWords();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const path = ownPath(app, value.trim());
  const keep = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setTrouble('');
    try {
      change((await app.client.upload('/api/v1/shops/{shop}/images', { shop: app.shop.slug }, file)).image);
    } catch (reason) {
      setTrouble(sentenceOf(reason, words.unreachable));
    } finally {
      setBusy(false);
      input.value = ''; // the same file may be chosen again
    }
  };
  return (
    <div class="picture-field">
      <div>
        <Field label={words.picture} help={words.pictureHelp} error={error}>
          {(tied) => <input {...tied} value={value} spellcheck={false} onInput={(event) => change(event.currentTarget.value)} />}
        </Field>
        <p>
          <label for={id}>{words.pictureFromDevice}</label>
          <input id={id} type="file" accept="image/*" disabled={busy} onChange={(event) => void keep(event.currentTarget)} />
        </p>
        {busy && <p class="soft" role="status">{words.pictureOnItsWay}</p>}
        {trouble && <p class="notice bad" role="alert">{trouble}</p>}
      </div>
      {path && <img src={path} alt="" width="96" height="72" loading="lazy" />}
    </div>
  );
}

/** Pictures from elsewhere are not loaded here, as they are not for visitors. */
function ownPath(app: Dashboard, address: string): string | null {
  if (address.startsWith(`${app.origin}/`)) return app.pathOf(address);
  return /^\/media\/[^/]+\/[^/]+$/.test(address) ? app.prefix + address : null;
}
