// Where goods are brought.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Address } from '../page';
import { useSpeech } from '../speech';

export const noAddress: Address = { name: '', street: '', postal_code: '', city: '', country: '' };

export function AddressFields({ address }: { address: Signal<Address> }): JSX.Element {
  const { words } = useSpeech();
  const fields: [keyof Address & string, string, string][] = [
    ['name', words.nameAtTheDoor, 'shipping name'],
    ['street', words.street, 'shipping street-address'],
    ['postal_code', words.postalCode, 'shipping postal-code'],
    ['city', words.town, 'shipping address-level2'],
    ['country', words.country, 'shipping country'],
  ];
  return (
    <fieldset class="fields">
      <legend>{words.whereWeBringIt}</legend>
      {fields.map(([field, label, complete]) => (
        <div key={field}>
          <label for={`address-${field}`}>{label}</label>
          <input id={`address-${field}`} autocomplete={complete as 'off'} dir="auto" value={String(address.value[field] ?? '')}
            onInput={(event) => (address.value = { ...address.value, [field]: event.currentTarget.value })} />
        </div>
      ))}
    </fieldset>
  );
}
