// How a price goes from now until the slot begins: steps of a ladder, put onto a line of time.
import { momentAt, type Moment } from './clock';

export interface Step {
  amount: string;
  tier: string;
  until: Moment;
  /** Until so many are sold; "" for no such bound. */
  sold: string;
}

/** One step as it is drawn: times by the clock, or where only sales end it, its share of the time that it has with the others. */
export interface Stretch {
  amount: number;
  tier: string;
  from: Date;
  to: Date;
  /** It ends then at the latest; null where only sales end it. */
  until: Date | null;
  sold: number | null;
}

/** `begins`: the start of sale, or now. Steps without an amount that can be read are left out. */
export function stretchesOf(steps: readonly Step[], begins: Date, starts: string, slotStarts: Date, zone: string): Stretch[] {
  const readable = steps.filter(({ amount }) => /^\d+([.,]\d+)?$/.test(amount.trim()));
  const stretches: Stretch[] = [];
  let from = begins;
  let group: Step[] = [];
  const close = (until: Date | null): void => {
    const to = until && until > from ? until : until ? from : slotStarts;
    const share = Math.max(0, to.getTime() - from.getTime()) / Math.max(1, group.length);
    group.forEach((step, at) => {
      stretches.push({
        amount: Number(step.amount.trim().replace(',', '.')),
        tier: step.tier,
        from: new Date(from.getTime() + share * at),
        to: new Date(from.getTime() + share * (at + 1)),
        until: momentAt(step.until, starts, zone),
        sold: step.sold ? Number(step.sold) : null,
      });
    });
    from = to;
    group = [];
  };
  for (const step of readable) {
    group.push(step);
    const until = momentAt(step.until, starts, zone);
    if (until) close(until < slotStarts ? until : slotStarts);
  }
  if (group.length > 0) close(null);
  return stretches.filter((one) => one.to >= begins);
}

/** Where a moment is drawn between 0 and 1. Every stretch gets its room, however short it is. */
export function scaleOf(stretches: readonly Stretch[], least = 0.14): { from: number; to: number }[] {
  const whole = stretches.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), 0);
  const fair = stretches.map(({ from, to }) => (whole > 0 ? (to.getTime() - from.getTime()) / whole : 1 / stretches.length));
  const room = fair.map((share) => Math.max(least, share));
  const all = room.reduce((sum, share) => sum + share, 0);
  let at = 0;
  return room.map((share) => {
    const from = at;
    at += share / all;
    return { from, to: at };
  });
}
