// Where goods are brought: loaded for slots that deliver.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { addressFields, missingOf } from '../address';
import { countriesIn, regionOf } from '../countries';
import type { Address } from '../page';
import { useSpeech } from '../speech';
import { trouble } from './parts';

/** `asked`: it was to be sent, so what is missing is said where it is missing. */
export function AddressFields({ address, countries, asked }: { address: Signal<Address>; countries: readonly string[]; asked: boolean }): JSX.Element {
  const { words, locale } = useSpeech();
  const listed = useMemo(() => countriesIn(countries, locale), [locale]);
  useMemo(() => {
    // What was typed before the script was there may be none of them.
    const country = address.peek().country.trim().toUpperCase() || regionOf(navigator.language);
    address.value = { ...address.peek(), country: listed.some(({ code }) => code === country) ? country : '' };
  }, []);
  const labels = { name: words.nameAtTheDoor, street: words.street, postal_code: words.postalCode, city: words.town, country: words.country };
  const complete = { name: 'shipping name', street: 'shipping street-address', postal_code: 'shipping postal-code', city: 'shipping address-level2', country: 'shipping country' };
  const missing = asked ? missingOf(address.value) : [];
  const refused = trouble.value?.field;
  return (
    <fieldset class="fields">
      <legend>{words.whereWeBringIt}</legend>
      {addressFields.map((field) => {
        const id = `address-${field}`;
        const lacks = missing.includes(field);
        const wrong = lacks || refused === `address.${field}`;
        const about = {
          id,
          autocomplete: complete[field] as 'off',
          value: address.value[field],
          'aria-invalid': wrong || undefined,
          'aria-describedby': lacks ? `${id}-lacks` : wrong ? 'mistake' : undefined,
        };
        const put = (value: string): void => {
          address.value = { ...address.value, [field]: value };
        };
        return (
          <div key={field}>
            <label for={id}>{labels[field]}</label>
            {field === 'country' ? (
              <select {...about} onChange={(event) => put(event.currentTarget.value)}>
                {address.value.country === '' && <option value="">{words.chooseCountry}</option>}
                {listed.map(({ code, name }) => <option value={code} key={code}>{name}</option>)}
              </select>
            ) : (
              <input {...about} dir="auto" onInput={(event) => put(event.currentTarget.value)} />
            )}
            {lacks && <p class="bad-field" id={`${id}-lacks`}>{words.fillIn}</p>}
          </div>
        );
      })}
    </fieldset>
  );
}
