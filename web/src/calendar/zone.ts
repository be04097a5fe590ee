/** Minutes that a zone is ahead of UTC at an instant. */
function offsetOf(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'));
  return Math.round((local - at.getTime()) / 60_000);
}

/** The visitor's zone, where its clock says another time than that of `zone`; null where both agree. */
export function ownZone(zone: string, at: Date, own = Intl.DateTimeFormat().resolvedOptions().timeZone): string | null {
  return own && offsetOf(own, at) !== offsetOf(zone, at) ? own : null;
}
