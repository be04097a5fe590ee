// A form above the view: it is sent, and says beside the field what was wrong with it.
import type { ComponentChildren, JSX } from 'preact';
import { Problem } from '../../api/client';
import { isUnanswered } from '../../api/unanswered';
import { Dialog } from '../parts/dialog';
import { givenUp } from '../parts/given_up';
import { Edited } from '../parts/edited';
import { useSending } from '../parts/sending';
import { sentenceOf, Trouble } from '../parts/trouble';
import { useWords } from './speech';

/** What is wrong with a field before the server is asked. */
export function wrongField(field: string, sentence: string): Problem {
  return new Problem(422, sentence, { type: 'about:blank', title: sentence, status: 422, detail: sentence, field });
}

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
  /** Loads what is there now, where somebody else changed it meanwhile. */
  reload?: () => void;
  children: (wrong: (field: string) => string | undefined) => ComponentChildren;
}

export function FormDialog({ title, act, refrain, danger, close, send, fields = [], reload, children }: Props): JSX.Element {
  const { words } = useWords();
  const { busy, reason, send: begin } = useSending();
  const field = reason instanceof Problem ? reason.document?.field : undefined;
  const leave = (): void => {
    close();
    if (reason instanceof Problem && isUnanswered(reason)) ++givenUp.value;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void begin(async () => {
      await send();
      close();
    });
  };
  return (
    <Dialog title={title} close={leave}>
      <form onSubmit={submit}>
        {children((name) => (name === field ? sentenceOf(reason, words.unreachable) : undefined))}
        {reason !== undefined && !(field && fields.includes(field)) && <Trouble reason={reason} />}
        {reload && <Edited reason={reason} reload={reload} />}
        <div class="buttons">
          <button type="submit" class={danger ? 'danger' : ''} disabled={busy}>{act}</button>
          <button type="button" class="plain" onClick={leave}>{refrain ?? words.cancel}</button>
        </div>
      </form>
    </Dialog>
  );
}
