// What the shop signs: tokens of bookings, and manifests. Browsers have had Ed25519 for a year or two, and phones at a till are
// older than that; so the check is a library's in all of them, and the same in all of them.
import { verifyAsync } from '@noble/ed25519';
import { bytesOf } from './bytes';

/** A JSON Web Key (RFC 8037), as far as it is needed. */
export interface ShopKey {
  kid: string;
  x: string;
}

/** Whether one of the keys signed it. */
export async function signedByShop(keys: readonly ShopKey[], message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false;
  for (const key of keys) {
    const point = bytesOf(key.x);
    if (point?.length !== 32) continue;
    if (await verifyAsync(signature, message, point).catch(() => false)) return true; // it throws where a number is no point
  }
  return false;
}
