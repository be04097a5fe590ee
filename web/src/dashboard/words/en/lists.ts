// Lists of the shop: bookings, stock, staff, codes, feeds, passwords, audit, settings, figures.
export const lists = {};
