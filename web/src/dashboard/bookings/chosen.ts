// Units of lines that are to be cancelled or moved; all that there are at first.
interface Line {
  position: number;
  quantity: number;
  handed_over?: number;
}

/** Units of a line that can still be cancelled or moved. */
export function unitsLeft(line: Line): number {
  return line.quantity - (line.handed_over ?? 0);
}

/** By the line's position. */
export type Units = Readonly<Record<number, number>>;

export function allUnits(lines: readonly Line[]): Units {
  return Object.fromEntries(lines.filter((line) => unitsLeft(line) > 0).map((line) => [line.position, unitsLeft(line)]));
}

/** For the API: nothing where all of the booking is meant. */
export function linesOf(lines: readonly Line[], units: Units): { position: number; quantity: number }[] | undefined {
  const whole = lines.every((line) => units[line.position] === line.quantity);
  if (whole) return undefined;
  return lines.map(({ position }) => ({ position, quantity: units[position] ?? 0 })).filter(({ quantity }) => quantity > 0);
}
