// Amounts as people type them, in minor units and back.

/** How many digits a currency has behind the point: 2 of EUR, 0 of JPY. */
export function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** "18,5" and "18.50" are 1850 of EUR; nothing where it is no amount, or finer than the currency. */
export function minorOf(typed: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const [, units, part = ''] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(typed.trim()) ?? [];
  if (units === undefined || part.length > digits) return undefined;
  return Number(units) * 10 ** digits + Number(part.padEnd(digits, '0') || 0);
}

/** 1850 of EUR is "18.50": what an input begins with. */
export function typedOf(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return (minor / 10 ** digits).toFixed(digits);
}
