// Wall clocks of zones, and moments of terms of sale: so long before a slot begins, or at a time.

const second = 1_000;

/** "2026-05-01T18:00" on the clock of that zone. */
export function wallOf(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return parts.replace(' ', 'T').slice(0, 16);
}

/** When a clock of that zone shows it: the first time in the hour that comes twice, the next possible one in the hour that is left out. */
export function instantOf(wall: string, zone: string): Date {
  const asUtc = Date.parse(`${wall}Z`);
  const ahead = (at: number): number => Date.parse(`${wallOf(new Date(at), zone)}Z`) - Math.floor(at / (60 * second)) * 60 * second;
  const guesses = [asUtc - ahead(asUtc - 86_400 * second), asUtc - ahead(asUtc + 86_400 * second)];
  const right = guesses.filter((guess) => wallOf(new Date(guess), zone) === wall);
  return new Date(right.length > 0 ? Math.min(...right) : Math.max(...guesses));
}

export type Unit = 'minutes' | 'hours' | 'days' | 'weeks';
export type Moment =
  | { kind: 'none' }
  | { kind: 'before'; amount: string; unit: Unit }
  | { kind: 'at'; wall: string }
  /** What fields cannot show ("-P1DT2H"); it stays as it is. */
  | { kind: 'written'; text: string };

const units: Record<Unit, { letter: string; prefix: string }> = {
  minutes: { letter: 'M', prefix: '-PT' },
  hours: { letter: 'H', prefix: '-PT' },
  days: { letter: 'D', prefix: '-P' },
  weeks: { letter: 'W', prefix: '-P' },
};

/** As the API says it: "-P7D", "20260501T180000", "20260501T160000Z". */
export function readMoment(text: string | null | undefined, zone: string): Moment {
  if (!text) return { kind: 'none' };
  const date = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d)?(Z?)$/.exec(text);
  if (date) {
    const [, year, month, day, hour = '00', minute = '00', utc] = date;
    const wall = `${year}-${month}-${day}T${hour}:${minute}`;
    return { kind: 'at', wall: utc ? wallOf(new Date(`${wall}Z`), zone) : wall };
  }
  const back = /^-P(?:(\d+)([DW])|T(\d+)([HM]))$/.exec(text);
  if (!back) return { kind: 'written', text };
  const letter = back[2] ?? back[4];
  const unit = (Object.keys(units) as Unit[]).find((one) => units[one].letter === letter && units[one].prefix.endsWith('T') === (back[3] !== undefined));
  const amount = back[1] ?? back[3] ?? '0';
  if (unit === 'days' && Number(amount) % 7 === 0 && Number(amount) > 0) return { kind: 'before', amount: String(Number(amount) / 7), unit: 'weeks' };
  return unit ? { kind: 'before', amount, unit } : { kind: 'written', text };
}

/** Null where there is none. */
export function writeMoment(moment: Moment): string | null {
  switch (moment.kind) {
    case 'none': return null;
    case 'written': return moment.text;
    case 'at': return `${moment.wall.replaceAll(/[-:]/g, '')}00`;
    case 'before': {
      const { letter, prefix } = units[moment.unit];
      // Weeks as days: a calendar app may know no weeks.
      return moment.unit === 'weeks' ? `-P${Number(moment.amount) * 7}D` : `${prefix}${Number(moment.amount)}${letter}`;
    }
  }
}

/** When it is, for a slot that begins at `starts` on that zone's clock: days by the clock, hours exactly. Null for none. */
export function momentAt(moment: Moment, starts: string, zone: string): Date | null {
  const text = writeMoment(moment);
  if (text === null) return null;
  if (moment.kind === 'at') return instantOf(moment.wall, zone);
  const back = /^-P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!back) return null;
  const [weeks, days, hours, minutes, seconds] = back.slice(1).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number];
  const day = new Date(Date.parse(`${starts}Z`) - (weeks * 7 + days) * 86_400 * second).toISOString().slice(0, 16);
  return new Date(instantOf(day, zone).getTime() - ((hours * 60 + minutes) * 60 + seconds) * second);
}
