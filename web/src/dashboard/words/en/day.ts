// What happens in time: today, the calendar, a slot.
export const day = {
  nothingToday: 'Nothing is on today.',
};
