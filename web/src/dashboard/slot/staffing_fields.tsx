// How many people a slot takes, and how long before and behind it they work.
import type { JSX } from 'preact';
import { Field } from '../parts/field';
import { useWords } from '../speech';
import type { Staffing } from './draft';
import type { FieldsProps } from './fields';

export function StaffingFields({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  const rule = draft.staffing;
  const put = (part: Partial<Staffing>): void => change({ staffing: { ...rule, ...part } });
  const fields = [
    ['people', words.staffPeople, 'people', undefined],
    ['perBookings', words.staffPerBookings, 'per_bookings', undefined],
    ['atLeast', words.staffAtLeast, 'at_least', words.staffAtLeastHelp],
    ['setUp', words.staffSetUp, 'set_up_minutes', undefined],
    ['tearDown', words.staffTearDown, 'tear_down_minutes', undefined],
  ] as const;
  return (
    <section class="panel">
      <h2>{words.staffField}</h2>
      {wrong('terms.staffing') && <p class="error">{wrong('terms.staffing')}</p>}
      <label class="choice">
        <input type="checkbox" checked={rule.own} onChange={(event) => put({ own: event.currentTarget.checked })} />{' '}
        <span>{words.staffOwn}<span class="help soft">{words.staffOwnHelp}</span></span>
      </label>
      {rule.own && (
        <div class="row">
          {fields.map(([name, label, member, help]) => (
            <Field key={name} label={label} help={help} error={wrong(`terms.staffing.${member}`)}>
              {(tied) => <input {...tied} class="short" inputMode="numeric" value={rule[name]} onInput={(event) => put({ [name]: event.currentTarget.value })} />}
            </Field>
          ))}
        </div>
      )}
    </section>
  );
}
