// Which calendar a new slot belongs into, where nobody said: the one in use.
const dayLong = 86_400_000;

/** What tells that: the slots of these days. */
export function daysOfUse(now: Date): { from: string; to: string } {
  return { from: new Date(now.getTime() - 60 * dayLong).toISOString(), to: new Date(now.getTime() + 330 * dayLong).toISOString() };
}

/** The calendar of the slot that begins last: one that is to come, else the latest that was. Without any slot the first calendar. */
export function shelfInUse({ shelves, slots }: { shelves: readonly { id: string }[]; slots: readonly { shelf: string; slot: { starts_at: string } }[] }): string {
  const last = [...slots].sort((a, b) => a.slot.starts_at.localeCompare(b.slot.starts_at)).at(-1);
  return last?.shelf ?? shelves[0]?.id ?? '';
}
