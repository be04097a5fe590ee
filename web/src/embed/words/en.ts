/** What the page says with which a shop is put onto other sites. */
export const en = {
  language: 'Language',
  skip: 'Skip to the content',
  footer: 'Prices and what is left are as of this moment; booking checks them again.',
  dashboard: 'Dashboard of the shop',
  toShop: 'All slots',
  title: 'Show it on your own site',
  lead: 'Copy a line into the page of your site where it should appear. What is left and what it costs stays up to date by itself, and “Book” leads here. No cookies, no tracking.',
  calendar: 'What comes next',
  calendarHow: 'The next dates, as a list. Say with days and most how far it looks ahead and how many it shows.',
  oneSlot: 'One slot',
  oneSlotHow: 'A card for a single slot: for an article, a newsletter’s page, the page of a workshop.',
  choose: 'Slot',
  show: 'Show',
  badges: 'A picture of it',
  badgesHow: 'Where a site takes no scripts: a small picture that says what is left. It is a minute old at most.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Mark the line and copy it by hand.',
  preview: 'This is how it looks',
  line: 'The line to copy',
  strict: 'If your site has a Content-Security-Policy',
  strictHow: 'Allow this address for scripts, connections and pictures:',
  nothing: 'Nothing is on sale at the moment, so there is no slot to choose.',
};

export type Words = typeof en;
