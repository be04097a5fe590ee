/** "4,50" and "4.5" in minor units; what is no amount becomes none, so that the server says what is wrong. */
export function minorOf(text: string, digits: number): number {
  const amount = Number(text.replace(',', '.'));
  return Number.isFinite(amount) ? Math.round(amount * 10 ** digits) : -1;
}
