/** Whether a slot is put into the past by that: it begins or ends behind the present, and did not so far. */
export function fallsBehind(to: { starts: Date; ends: Date }, from: { starts: Date; ends: Date } | null, now: Date): boolean {
  const begins = to.starts <= now && !(from && from.starts.getTime() === to.starts.getTime());
  const ends = to.ends <= now && !(from && from.ends <= now);
  return begins || ends;
}
