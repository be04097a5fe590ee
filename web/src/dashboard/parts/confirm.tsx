// What cannot be undone is asked: `if (!(await confirm({ … }))) return;`
import { signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useWords } from '../speech';
import { Dialog } from './dialog';

export interface Question {
  title: string;
  /** What will happen, and who is told. */
  text: ComponentChildren;
  /** On the button that does it: "Cancel the booking". */
  act: string;
  /** On the one that does not; "Cancel" by default. */
  refrain?: string;
  danger?: boolean;
}

const asked = signal<{ question: Question; answer: (yes: boolean) => void } | null>(null);

export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      question,
      answer: (yes) => {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

/** Once, in the frame. */
export function Confirm(): JSX.Element | null {
  const { words } = useWords();
  if (!asked.value) return null;
  const { question, answer } = asked.value;
  return (
    <Dialog title={question.title} close={() => answer(false)}>
      <div>{question.text}</div>
      <div class="buttons">
        <button type="button" class={question.danger ? 'danger' : ''} onClick={() => answer(true)}>{question.act}</button>
        <button type="button" class="plain" onClick={() => answer(false)}>{question.refrain ?? words.cancel}</button>
      </div>
    </Dialog>
  );
}
