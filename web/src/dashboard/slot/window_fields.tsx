// Pickup windows: none, all of one length, or named one by one.
import type { JSX } from 'preact';
import { Field } from '../parts/field';
import { useWords } from '../speech';
import type { Draft, Window } from './draft';
import type { FieldsProps } from './fields';

export function WindowFields({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  const choose = (windows: Draft['windows']): void =>
    change({ windows, ...(windows === 'named' && draft.windowList.length === 0 && { windowList: [firstOf(draft)] }) });
  return (
    <>
      <Field label={words.windowsField} error={wrong('terms.windows')} help={draft.windows === 'named' ? words.windowsNamedHelp : undefined}>
        {(tied) => (
          <select {...tied} value={draft.windows} onChange={(event) => choose(event.currentTarget.value as Draft['windows'])}>
            <option value="none">{words.windowsNone}</option>
            <option value="equal">{words.windowsEqual}</option>
            <option value="named">{words.windowsNamed}</option>
          </select>
        )}
      </Field>
      {draft.windows === 'equal' && (
        <div class="row">
          <Field label={words.windowLength} error={wrong('terms.windows.length_minutes')}>
            {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.windowLength} onInput={(event) => change({ windowLength: event.currentTarget.value })} />}
          </Field>
          <Field label={words.windowCapacity} error={wrong('terms.windows.capacity')}>
            {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.windowCapacity} onInput={(event) => change({ windowCapacity: event.currentTarget.value })} />}
          </Field>
        </div>
      )}
      {draft.windows === 'named' && <Named draft={draft} change={change} wrong={wrong} />}
    </>
  );
}

function Named({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  const list = draft.windowList;
  const put = (at: number, part: Partial<Window>): void => change({ windowList: list.map((one, each) => (each === at ? { ...one, ...part } : one)) });
  const next = (): Window => {
    const last = list.at(-1);
    return last ? { begins: last.ends, ends: later(last.ends, minutesOf(last.ends) - minutesOf(last.begins)), capacity: last.capacity } : firstOf(draft);
  };
  return (
    <>
      <ol class="steps">
        {list.map(({ begins, ends, capacity }, at) => (
          <li key={at}>
            <div class="row">
              <Field label={words.windowBegins(at + 1)} error={wrong(`terms.windows.list[${at}].begins`)}>
                {(tied) => <input {...tied} type="time" required value={begins} onInput={(event) => put(at, { begins: event.currentTarget.value })} />}
              </Field>
              <Field label={words.windowEnds(at + 1)} error={wrong(`terms.windows.list[${at}].ends`)}>
                {(tied) => <input {...tied} type="time" required value={ends} onInput={(event) => put(at, { ends: event.currentTarget.value })} />}
              </Field>
              <Field label={words.windowHolds(at + 1)} error={wrong(`terms.windows.list[${at}].capacity`)}>
                {(tied) => <input {...tied} class="short" inputMode="numeric" value={capacity} onInput={(event) => put(at, { capacity: event.currentTarget.value })} />}
              </Field>
            </div>
            <button type="button" class="plain" aria-label={words.removeWindow(at + 1)} onClick={() => change({ windowList: list.toSpliced(at, 1) })}>×</button>
          </li>
        ))}
      </ol>
      <p><button type="button" class="plain" onClick={() => change({ windowList: [...list, next()] })}>{words.addWindow}</button></p>
    </>
  );
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const usual = 30; // minutes
const day = 24 * 60;

/** By the clock: it may be tomorrow's. */
function later(clock: string, minutes: number): string {
  const at = (((minutesOf(clock) + (minutes > 0 ? minutes : usual)) % day) + day) % day;
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}

/** The first half hour of the slot. */
function firstOf(draft: Draft): Window {
  const begins = draft.starts.slice(11, 16);
  return { begins, ends: later(begins, usual), capacity: '' };
}
