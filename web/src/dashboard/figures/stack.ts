/** Each line upon those before it. */
export function stackedUp(lines: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [];
  for (const line of lines) {
    const below = sums.at(-1);
    sums.push(line.map((value, at) => value + (below?.[at] ?? 0)));
  }
  return sums;
}

/** Lengths of strokes and gaps; the first is drawn through. */
export const dashes: readonly number[][] = [[], [8, 4], [2, 4], [12, 4, 2, 4], [4, 2], [1, 3]];
