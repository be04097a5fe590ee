import type { Words } from './en';

export const de: Words = {
  held: (until) => `Für Sie ist etwas festgehalten, bis ${until}.`,
  goOn: 'Weiter zur Buchung',
  letGo: 'Wieder freigeben',
};
