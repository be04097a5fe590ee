// Tokens: what the QR code of a booking says, alone or at the end of the booking's address.
import { bytesOf, concat, utf8 } from '../signed/bytes';
import { signedByShop, type ShopKey } from '../signed/shop_key';

// The version, and the ids of shop and booking; behind them, where it was passed on, how often.
const formats = [
  { version: 2, signedBytes: 33, domain: 'timeshelf-booking-v2\0' },
  { version: 3, signedBytes: 37, domain: 'timeshelf-booking-v3\0' },
] as const;
const signatureBytes = 64;

function formatOf(bytes: Uint8Array | null): (typeof formats)[number] | undefined {
  return formats.find(({ version, signedBytes }) => bytes?.[0] === version && bytes.length === signedBytes + signatureBytes);
}

/** The token in what was scanned or pasted; nothing if there is none. */
export function tokenIn(scanned: string): string | null {
  const text = /^https?:/i.test(scanned.trim()) ? (/\/b\/([A-Za-z0-9_-]+)/.exec(scanned)?.[1] ?? '') : scanned.trim();
  return formatOf(bytesOf(text)) ? text : null;
}

export async function isOfShop(token: string, keys: readonly ShopKey[]): Promise<boolean> {
  const bytes = bytesOf(token);
  const format = formatOf(bytes);
  if (!bytes || !format) return false;
  const message = concat(utf8(format.domain), bytes.subarray(0, format.signedBytes));
  return signedByShop(keys, message, bytes.subarray(format.signedBytes));
}

/** Nine letters and digits, perhaps in groups: a booking's code for reading out, which opens nothing. "" where it is none. */
export function codeIn(text: string): string {
  const code = text.replace(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-z]{9}$/.test(code) ? code : '';
}
