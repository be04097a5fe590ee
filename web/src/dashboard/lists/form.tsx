// A form above the view: it is sent, and says beside the field what was wrong with it.
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { Dialog } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import { useWords } from './speech';

interface Props {
  title: string;
  /** On the button that sends it. */
  act: string;
  refrain?: string | undefined;
  danger?: boolean;
  close: () => void;
  /** Closes the form when it is done; what it throws is shown, and nothing that was entered is lost. */
  send: () => Promise<unknown>;
  /** Fields that show what is wrong with them by themselves, as the API calls them. */
  fields?: readonly string[];
  children: (wrong: (field: string) => string | undefined) => ComponentChildren;
}

export function FormDialog({ title, act, refrain, danger, close, send, fields = [], children }: Props): JSX.Element {
  const { words } = useWords();
  const [reason, setReason] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const field = reason instanceof Problem ? reason.document?.field : undefined;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setReason(undefined);
    send().then(close, (why: unknown) => {
      setReason(why);
      setBusy(false);
    });
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        {children((name) => (name === field && reason instanceof Problem ? reason.message : undefined))}
        {reason !== undefined && !(field && fields.includes(field)) && <Trouble reason={reason} />}
        <div class="buttons">
          <button type="submit" class={danger ? 'danger' : ''} disabled={busy}>{act}</button>
          <button type="button" class="plain" onClick={close}>{refrain ?? words.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
