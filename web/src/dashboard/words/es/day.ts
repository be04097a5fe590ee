import type { day as english } from '../en/day';

export const day: typeof english = {
  nothingToday: 'Hoy no hay nada.',
};
