/** The venue that a place names, as the server reads it: the longest name that it begins with, as a whole word, in upper or lower case. */
export function venueIn(place: string, venues: readonly string[]): string | undefined {
  const lower = place.toLowerCase();
  return venues
    .filter((name) => name !== '' && lower.startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}_]/u.test(place.slice(name.length)))
    .sort((a, b) => a.length - b.length)
    .at(-1);
}
