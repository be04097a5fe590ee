// Who may book before the others, with an access code or a link for members.
import type { JSX } from 'preact';
import { Field } from '../parts/field';
import { useWords } from '../speech';
import type { Opening } from './draft';
import type { FieldsProps } from './fields';
import { MomentField } from './moment_field';

export function EarlyFields({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  const { early } = draft;
  const put = (at: number, part: Partial<Opening>): void => change({ early: early.map((one, each) => (each === at ? { ...one, ...part } : one)) });
  return (
    <>
      <h3>{words.earlyField}</h3>
      <p class="soft">{words.earlyHelp}</p>
      {wrong('terms.early') && <p class="error">{wrong('terms.early')}</p>}
      <ol class="steps">
        {early.map(({ audience, at: moment }, at) => (
          <li key={at}>
            <Field label={words.earlyWho(at + 1)} help={words.earlyWhoHelp} error={wrong(`terms.early[${at}].audience`)}>
              {(tied) => <input {...tied} value={audience} maxLength={64} autocapitalize="characters" spellcheck={false} onInput={(event) => put(at, { audience: event.currentTarget.value })} />}
            </Field>
            <MomentField label={words.earlyFrom(at + 1)} value={moment} starts={draft.starts} otherwise={words.earlyChoose} change={(chosen) => put(at, { at: chosen })} error={wrong(`terms.early[${at}].at`)} />
            <button type="button" class="plain" aria-label={words.removeEarly(at + 1)} onClick={() => change({ early: early.toSpliced(at, 1) })}>×</button>
          </li>
        ))}
      </ol>
      <p><button type="button" class="plain" onClick={() => change({ early: [...early, { audience: '', at: { kind: 'before', amount: '14', unit: 'days' } }] })}>{words.addEarly}</button></p>
    </>
  );
}
