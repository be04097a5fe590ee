/** Each line upon those before it. */
export function stackedUp(lines: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [];
  for (const line of lines) {
    const below = sums.at(-1);
    sums.push(line.map((value, at) => value + (below?.[at] ?? 0)));
  }
  return sums;
}
