// A device checks the token of an audience by the shop's keys, without asking anybody.
import { bytesOf, utf8 } from '../signed/bytes';
import { signedByShop, type ShopKey } from '../signed/shop_key';

/** Whether one of the shop's keys signed it. */
export async function isOfShop(token: string, keys: readonly ShopKey[]): Promise<boolean> {
  const end = token.lastIndexOf('.');
  const signature = bytesOf(token.slice(end + 1));
  return signature !== null && (await signedByShop(keys, utf8(token.slice(0, end)), signature));
}
