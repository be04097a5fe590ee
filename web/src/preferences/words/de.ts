import type { Words } from './en';

export const de: Words = {
  title: 'Was Ihnen passt',
  private: 'Ihre Wünsche bleiben auf diesem Gerät. Niemand erfährt davon, auch das Geschäft nicht.',
  notKept: 'Dieser Browser behält nichts: Ihre Wünsche gelten, bis Sie diese Seite verlassen.',
  times: 'Tageszeit',
  morning: 'Vormittags',
  afternoon: 'Nachmittags',
  evening: 'Abends',
  venues: 'Orte',
  things: 'Dinge und Größen',
  best: 'Am besten für Sie',
  nothing: 'Im Augenblick passt nichts von dem, was zu haben ist.',
};
