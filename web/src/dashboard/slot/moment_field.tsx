// A moment: none, so long before the slot begins, or at a time.
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useWords } from '../speech';
import type { Moment, Unit } from './clock';

interface Props {
  label: string;
  value: Moment;
  /** The wall that a time begins with. */
  starts: string;
  change: (moment: Moment) => void;
  /** What holds where there is none. */
  otherwise?: string;
  error?: string | undefined;
}

const units: readonly Unit[] = ['minutes', 'hours', 'days', 'weeks'];

export function MomentField({ label, value, starts, change, otherwise, error }: Props): JSX.Element {
  const { words } = useWords();
  const id = useId();
  const choose = (kind: string): void => {
    if (kind === 'none') change({ kind: 'none' });
    if (kind === 'before') change({ kind: 'before', amount: '1', unit: 'days' });
    if (kind === 'at') change({ kind: 'at', wall: starts });
  };
  const tied = { 'aria-describedby': error ? `${id}-error` : undefined, 'aria-invalid': error ? (true as const) : undefined };
  return (
    <fieldset class="moment-field">
      <legend>{label}</legend>
      <div class="row">
        <select aria-label={label} value={value.kind} onChange={(event) => choose(event.currentTarget.value)} {...(value.kind === 'none' ? tied : {})}>
          <option value="none">{otherwise ?? words.noEnd}</option>
          <option value="before">{words.before}</option>
          <option value="at">{words.at}</option>
          {value.kind === 'written' && <option value="written">{value.text}</option>}
        </select>
        {value.kind === 'before' && (
          <>
            <input class="short" inputMode="numeric" aria-label={`${label}: ${words.amountOf}`} value={value.amount} {...tied}
              onInput={(event) => change({ ...value, amount: event.currentTarget.value })} />
            <select aria-label={`${label}: ${words.unit}`} value={value.unit} onChange={(event) => change({ ...value, unit: event.currentTarget.value as Unit })}>
              {units.map((unit) => <option key={unit} value={unit}>{words[unit]}</option>)}
            </select>
          </>
        )}
        {value.kind === 'at' && (
          <input type="datetime-local" aria-label={`${label}: ${words.moment}`} value={value.wall} {...tied}
            onInput={(event) => event.currentTarget.value && change({ kind: 'at', wall: event.currentTarget.value })} />
        )}
      </div>
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </fieldset>
  );
}
