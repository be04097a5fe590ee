// What the pages say. Every catalogue has the type of this one, so that a message that is missing does not compile.
import { counter } from './plural';

const count = counter('en');

export const en = {
  language: 'Language',
  skip: 'Skip to the content',
  chooseTime: 'Choose a time, hold it, book it.',
  timesIn: (zone: string) => `Times are in ${zone}.`,
  yourZone: (zone: string) => `Where you are, it is ${zone}: your own time stands beside.`,
  yourTime: (time: string) => `${time} your time`,
  footer: 'Prices and what is left are as of this moment; booking checks them again.',
  dashboard: 'Dashboard of the shop',

  calendarOf: (shop: string) => `Calendar of ${shop}`,
  show: 'Show as',
  month: 'Month',
  week: 'Week',
  list: 'List',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  previousWeek: 'Previous week',
  nextWeek: 'Next week',
  today: 'Today',
  weekOf: (from: string) => `Week of ${from}`,
  dayHolds: (day: string, slots: number) => `${day}, ${count(slots, { one: '# slot', other: '# slots' })}`,
  slots: (slots: number) => count(slots, { one: '# slot', other: '# slots' }),
  nothingHere: 'Nothing is on sale here.',
  nextSlots: (day: string) => `Go to ${day}`,
  nothingAtAll: 'Nothing is on sale at the moment.',
  subscribeBelow: 'Subscribe below and the next slots come to your calendar.',
  showMore: 'Show more',
  loading: 'Looking what there is …',
  failed: 'What is on sale could not be read. It is tried again by itself.',

  left: (units: number) => count(units, { one: '# left', other: '# left' }),
  onlyLeft: (units: number) => count(units, { one: 'Only # left', other: 'Only # left' }),
  places: (places: number) => count(places, { one: '# place left', other: '# places left' }),
  onlyPlaces: (places: number) => count(places, { one: 'Only # place left', other: 'Only # places left' }),
  toPreorder: (units: number) => count(units, { one: '# to preorder', other: '# to preorder' }),
  opens: (when: string) => `Opens ${when}`,
  opensSoon: 'Opens soon',
  soldOut: 'Sold out',
  closed: 'Closed',
  cancelled: 'Cancelled',
  seat: 'Seat',

  from: (price: string) => `from ${price}`,
  free: 'free',
  thenPrice: (price: string, when: string) => `then ${price} ${when}`,
  priceChanges: 'The price changes at this moment.',
  pickup: 'Pickup',
  delivery: 'Delivery',
  sameDay: 'Same-day delivery',
  digital: 'Digital',
  withFee: (way: string, fee: string) => `${way} ${fee}`,
  joinWaitingList: 'Join the waiting list',
  takeTurns: 'People are let in by turns.',

  whatSuitsMe: 'What suits me',
  suitsYou: 'Suits you',
  openForYou: 'Open for you',

  live: 'What is left and what it costs stays up to date by itself.',
  polling: 'The connection is poor: what is left is asked for every now and then.',

  together: 'Together',
  forEach: 'for each person, all dates',
  holdAll: 'Book all dates',
  noBundle: 'This bundle cannot be booked as a whole at the moment.',
  inThePicture: 'Stay in the picture',
  subscribe: 'Subscribe',
  subscribeWhy: 'Put these slots into the calendar you already use. It shows what is left and what it costs, and leads back here.',
  secretAddress: 'secret address',
  otherApps: 'Apple and other apps',
  byHand: 'Subscribe by hand',
  byHandHow:
    'Copy the address and add it as a subscription, not as an import: in Apple Calendar “File, New Calendar Subscription”, in Google Calendar “Other calendars, From URL”, in Outlook “Add calendar, Subscribe from web”.',
  byHandWhen:
    'Apps ask again every few minutes (Apple) to once a day (Google). Prices and stock in the calendar are as old as that; this page is always fresh.',
};

export type Words = typeof en;
