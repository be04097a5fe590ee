export const en = {
  member: (audience: string, until: string): string => `You book early here as ${audience}, until ${until}.`,
  onThisDevice: 'Only this device knows, until you hold something.',
  forget: 'Forget it on this device',
  notTheirs: 'This link is not one that the shop has made, or it was cut off. Ask the shop to send it again.',
  over: (until: string): string => `This link opened early until ${until}. Ask the shop for a new one.`,
  notKept: 'This browser keeps nothing, so the link works on this page alone. Open it again when you come back.',
};

export type Words = typeof en;
