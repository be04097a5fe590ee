// Tokens: what the QR code of a booking says, alone or at the end of the booking's address.
import { bytesOf, concat, utf8 } from './bytes';
import { signedByShop, type ShopKey } from './shop_key';

const version = 2;
const signedBytes = 33; // the version, and the ids of shop and booking
const allBytes = signedBytes + 64;

/** The token in what was scanned or pasted; nothing if there is none. */
export function tokenIn(scanned: string): string | null {
  const text = /^https?:/i.test(scanned.trim()) ? (/\/b\/([A-Za-z0-9_-]+)/.exec(scanned)?.[1] ?? '') : scanned.trim();
  const bytes = bytesOf(text);
  return bytes?.length === allBytes && bytes[0] === version ? text : null;
}

export async function isOfShop(token: string, keys: readonly ShopKey[]): Promise<boolean> {
  const bytes = bytesOf(token);
  if (bytes?.length !== allBytes) return false;
  const message = concat(utf8('timeshelf-booking-v2\0'), bytes.subarray(0, signedBytes));
  return signedByShop(keys, message, bytes.subarray(signedBytes));
}

/** Nine letters and digits, perhaps in groups: a booking's code for reading out, which opens nothing. */
export function looksLikeCode(text: string): boolean {
  return /^[0-9a-z]{9}$/i.test(text.replace(/[\s-]/g, ''));
}
