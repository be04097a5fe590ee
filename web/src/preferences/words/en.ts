// What the panel of wishes says.
export const en = {
  title: 'What suits you',
  private: 'Your wishes stay on this device. Nobody is told of them, the shop neither.',
  notKept: 'This browser keeps nothing: your wishes hold until you leave this page.',
  times: 'Time of day',
  morning: 'Morning',
  afternoon: 'Afternoon',
  evening: 'Evening',
  venues: 'Places',
  things: 'Things and sizes',
  best: 'Best for you',
  nothing: 'Nothing that can be had suits at the moment.',
};

export type Words = typeof en;
