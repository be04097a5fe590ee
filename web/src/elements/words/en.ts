import { counter } from '../../words/plural';

const count = counter('en');

/** What the elements say. */
export const en = {
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
  from: (price: string) => `from ${price}`,
  free: 'free',
  book: 'Book',
  look: 'Have a look',
  toShop: 'To the shop',
  loading: 'Looking what there is …',
  nothing: 'Nothing is on sale at the moment.',
  gone: 'This is not on sale any more.',
  failed: 'What is on sale cannot be shown here at the moment.',
  list: (shop: string) => `What ${shop} offers`,
};

export type Words = typeof en;
