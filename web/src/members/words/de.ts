import type { Words } from './en';

export const de: Words = {
  member: (audience, until) => `Sie buchen hier früher, als ${audience}, bis ${until}.`,
  onThisDevice: 'Das weiß nur dieses Gerät, bis Sie etwas zurücklegen lassen.',
  forget: 'Auf diesem Gerät vergessen',
  notTheirs: 'Diesen Link hat das Geschäft nicht ausgestellt, oder es fehlt ein Stück davon. Bitten Sie das Geschäft, ihn noch einmal zu schicken.',
  over: (until) => `Dieser Link galt bis ${until}. Bitten Sie das Geschäft um einen neuen.`,
  notKept: 'Dieser Browser merkt sich für diese Seite nichts, deshalb kann der Link hier nichts öffnen. Erlauben Sie ihm, Daten zu speichern, und öffnen Sie den Link noch einmal.',
};
