export const en = {
  member: (audience: string, until: string): string => `You book early here as ${audience}, until ${until}.`,
  onThisDevice: 'Only this device knows, until you hold something.',
  forget: 'Forget it on this device',
  notTheirs: 'This link is not one that the shop has made, or it was cut off. Ask the shop to send it again.',
  over: (until: string): string => `This link opened early until ${until}. Ask the shop for a new one.`,
  notKept: 'This browser keeps nothing for this site, so the link cannot open anything here. Let it keep data, and open the link again.',
};

export type Words = typeof en;
