// The manifest: believed when the shop signed it for this device, and for as long as it says.
import { bytesOf, utf8 } from '../signed/bytes';
import type { SealedCard, Window } from './card';
import { signedByShop, type ShopKey } from '../signed/shop_key';

/** A JSON Web Signature in its flattened form (RFC 7515 7.2.2). */
export interface SignedManifest {
  protected: string;
  payload: string;
  signature: string;
}
export interface ManifestSlot {
  id: string;
  summary: string;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  cancelled: boolean;
  windows: Window[];
}
export interface Manifest {
  shop: string;
  device: string;
  seq: number;
  issued_at: string;
  valid_until: string;
  from: string;
  to: string;
  venue: { id: string; name: string; time_zone: string };
  may: string[];
  keys: ShopKey[];
  slots: ManifestSlot[];
  items: { sku: string; name: string }[];
  cards: SealedCard[];
  revoked: { index: string; reason: 'cancelled' | 'moved' | 'transferred' }[];
}

/** It must not be believed: not the shop's, of another kind, or another device's. */
export class Unbelievable extends Error {}

/** Throws Unbelievable. */
export async function believed(signed: SignedManifest, keys: readonly ShopKey[], device: string): Promise<Manifest> {
  const signature = bytesOf(signed.signature);
  const head = json<{ alg?: string; typ?: string }>(signed.protected);
  if (head.alg !== 'EdDSA' || head.typ !== 'timeshelf-manifest+json') throw new Unbelievable('this is no manifest');
  const message = utf8(`${signed.protected}.${signed.payload}`);
  if (!signature || !(await signedByShop(keys, message, signature))) throw new Unbelievable('the shop did not sign this manifest');
  const manifest = json<Manifest>(signed.payload);
  if (manifest.device !== device) throw new Unbelievable('this manifest was made for another device');
  return manifest;
}

function json<Kind>(part: string): Kind {
  const bytes = bytesOf(part);
  if (!bytes) throw new Unbelievable('this is no base64url');
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Kind;
  } catch {
    throw new Unbelievable('this is no JSON');
  }
}

export type Freshness = 'fresh' | 'old' | 'expired';

const minute = 60_000;
const becomesOld = 2 * 60 * minute; // staff are told: who booked since is not known here

/** `now` by the server's clock, as far as it is known. */
export function freshnessOf(manifest: Manifest, now: number): Freshness {
  if (now >= Date.parse(manifest.valid_until)) return 'expired';
  return now - Date.parse(manifest.issued_at) > becomesOld ? 'old' : 'fresh';
}
