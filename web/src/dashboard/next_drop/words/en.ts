// What the proposal of the next drop says. Every catalogue has the type of this one.
import { counter } from '../../../words/plural';

const count = counter('en');

export const en = {
  'none:no-drop-is-over': 'There is nothing to learn from yet. Once a drop is over, the next one is proposed here: what, how many, when, at which prices, and why.',
  'none:nothing-is-worth': 'By the numbers, nothing the last drop sold is worth offering again. Look at its report.',
  'none:no-day': 'Every day around the usual one is taken. Make room in the calendar, then look again.',
  after: (drop: string) => `Modelled on ${drop}, and on everything sold before. Change what you like; nothing is on sale until you publish it.`,
  howItWent: 'How that one went',
  dropName: 'Name of the drop',
  dropNameHelp: 'Letters, digits and hyphens: it appears in addresses.',
  firstDay: 'First day',
  onShelf: 'On the shelf',
  slotTitle: 'Title',
  unitsOffered: 'Units',
  firstPrice: 'First price',
  lastPrice: 'Last price',
  why: 'Why',
  include: (what: string) => `Offer ${what}`,
  seats: 'Seats',
  draft: 'Put the draft in the calendar',
  nothingChosen: 'Choose at least one thing to offer.',
  badPrice: 'Write a price like 22 or 22.50.',
  badUnits: 'Write a whole number of 1 or more.',
  drafted: (slots: number) => count(slots, { one: 'A slot is drafted, and off sale. Edit it, then put it on sale.', other: '# slots are drafted, and off sale. Edit them, then put them on sale.' }),

  'reason:expected': (units: number, of: number) => `${units} to ${of} are asked for, eight times in ten.`,
  'reason:judged': (units: number, of: number) => (of > 0 ? `Of ${count(of, { one: '# earlier forecast', other: '# earlier forecasts' })} of it ${units} % ended within their range (80 % is right).` : 'No earlier forecast of it could be judged yet.'),
  'reason:sold-out': (units: number, of: number) => (units > 0 ? `All ${of} were gone ${count(units, { one: '# day', other: '# days' })} before.` : `All ${of} were gone before it began.`),
  'reason:waited': (units: number) => `People waited for ${units} more.`,
  'reason:left': (units: number, of: number) => `${units} of ${of} were left.`,
  'reason:wished': (units: number) => count(units, { one: '# message asks for more of it.', other: '# messages ask for more of it.' }),
  'reason:margin': (_: number, __: number, money: string) => `One costs ${money}: this many are worth having.`,
  'reason:no-margin': () => 'Nobody has said what one costs, so this many are enough seven times in ten.',
  'reason:little-past': (units: number) => count(units, { one: 'There is only # slot to learn from.', other: 'There are only # slots to learn from.' }),
  'reason:dearer': (_: number, __: number, money: string) => `The last price was ${money}: it may bear more.`,
  'reason:cheaper': (_: number, __: number, money: string) => `The first price was ${money}: begin lower.`,
  'reason:usual-gap': (units: number, of: number) => `${units} days after the one before; usually it is ${of}.`,
  'reason:people-free': (units: number, of: number) => `${count(units, { one: '# person has', other: '# people have' })} time, and ${of} are needed.`,
  'reason:people-lacking': (units: number, of: number) => `Only ${count(units, { one: '# person has', other: '# people have' })} time, and ${of} are needed.`,
};
export type NextDropWords = typeof en;
