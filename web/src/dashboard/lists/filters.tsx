// Above a list: what it is narrowed to. It stands in the address, so that it can be sent to somebody and is there after a reload.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';

const pause = 300; // milliseconds after the last key

export interface Filters {
  of: (name: string) => string;
  set: (name: string, value: string) => void;
}

export function useFilters(app: Dashboard, query: URLSearchParams, names: readonly string[]): Filters {
  return {
    of: (name) => query.get(name) ?? '',
    set: (name, value) => {
      // What is there by now: somebody may type while an earlier filter was on its way.
      const now = new URLSearchParams(app.router.place.peek().query);
      app.router.refine({ ...Object.fromEntries(names.map((one) => [one, now.get(one) ?? ''])), [name]: value });
    },
  };
}

interface One {
  filters: Filters;
  name: string;
  label: string;
}

/** Searches while somebody types. */
export function SearchFilter({ filters, name, label, help }: One & { help?: string }): JSX.Element {
  const applied = filters.of(name);
  const [text, setText] = useState(applied);
  const sent = useRef(applied);
  useEffect(() => {
    if (text === applied) return;
    const waiting = setTimeout(() => {
      sent.current = text;
      filters.set(name, text);
    }, pause);
    return () => clearTimeout(waiting);
  }, [text]);
  // Somebody followed a link to the same view: the field says what is shown.
  useEffect(() => {
    if (applied === sent.current) return;
    sent.current = applied;
    setText(applied);
  }, [applied]);
  return (
    <Field label={label} help={help}>
      {(tied) => <input {...tied} type="search" value={text} maxLength={200} onInput={(event) => setText(event.currentTarget.value)} />}
    </Field>
  );
}

/** `otherwise`: the day that is meant where none was chosen. */
export function DayFilter({ filters, name, label, otherwise = '' }: One & { otherwise?: string }): JSX.Element {
  return (
    <Field label={label}>
      {(tied) => <input {...tied} type="date" value={filters.of(name) || otherwise} onChange={(event) => filters.set(name, event.currentTarget.value)} />}
    </Field>
  );
}

export function ChoiceFilter({ filters, name, label, choices }: One & { choices: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <Field label={label}>
      {(tied) => (
        <select {...tied} value={filters.of(name)} onChange={(event) => filters.set(name, event.currentTarget.value)}>
          {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}
