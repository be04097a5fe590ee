import type { Words } from './en';

export const es: Words = {
  held: (until) => `Tiene algo apartado hasta las ${until}.`,
  goOn: 'Seguir con la reserva',
  letGo: 'Dejarlo libre',
};
