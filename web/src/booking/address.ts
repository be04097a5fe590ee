// An address for goods, as its form has it.
import type { Address } from './page';

export const addressFields = ['name', 'street', 'postal_code', 'city', 'country'] as const;

export const noAddress: Address = { name: '', street: '', postal_code: '', city: '', country: '' };

/** What it lacks, in the order of the form. */
export const missingOf = (address: Address): (typeof addressFields)[number][] => addressFields.filter((field) => address[field].trim() === '');
