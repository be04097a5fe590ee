export const en = {
  held: (until: string): string => `Something is held for you until ${until}.`,
  goOn: 'Go on to book it',
  letGo: 'Let it go',
};

export type Words = typeof en;
