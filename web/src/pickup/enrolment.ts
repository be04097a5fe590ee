// How a device comes to belong to a shop: by a code that its manager shows, once.
import type { Book } from './book';
import type { DeviceServer } from './server';

export interface EnrolmentLink {
  shop: string;
  code: string;
}

/** From a link ("…/pickup#kiln/k7pq-3mwn-x9ra"), or the part behind its "#". */
export function readLink(text: string): EnrolmentLink | null {
  const found = /^(?:.*#)?([a-z0-9][a-z0-9-]{0,62})\/([A-Za-z0-9]{4}(?:-?[A-Za-z0-9]{4}){2})$/.exec(text.trim());
  return found?.[1] && found[2] ? { shop: found[1], code: found[2] } : null;
}

/** Throws Problem; and where the browser has no key or keeps nothing, what it says of it. */
export async function enrol(book: Book, server: DeviceServer, { shop, code }: EnrolmentLink): Promise<void> {
  const begun = await book.enrolling();
  const keys = begun && begun.shop === shop && begun.code === code ? begun.keys : await makeKeys();
  await book.keepEnrolling({ shop, code, keys });
  const asked = Date.now();
  const { device, keys: ofShop, server_time } = await server.enrol(shop, code, keys);
  const ahead = Date.parse(server_time) - (asked + Date.now()) / 2;
  await book.keepEnrolled({ shop, id: device.id, name: device.name, keys: [...ofShop], key: keys.privateKey, ahead, revoked: false });
}

// No script can copy the private key out of the browser. The public half can always be told.
function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}
