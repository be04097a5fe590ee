// Cards of the manifest: found and opened with the token as it was scanned (docs/devices.md).
import type { Money } from '../api/client';
import { base64url, bytesOf, sha256, utf8 } from '../signed/bytes';

export interface SealedCard {
  index: string;
  salt: string;
  sealed: string;
}
export interface Window {
  starts_at: string;
  ends_at: string;
}
export interface CardLine {
  line: number;
  slot: string;
  sku: string;
  quantity: number;
  /** Units that were not handed over when the manifest was made. */
  due: number;
  /** What all of `quantity` costs, tax included, in whole minor units. */
  minor: number;
  state: string;
  window: Window | null;
}
export interface Card {
  booking: string;
  code: string;
  name: string;
  lines: CardLine[];
  /** Null where nothing is owed. */
  to_pay: Money | null;
  /** Of that, whole minor units for what is not among `lines` and has not been handed over: another day's, or brought. */
  to_pay_later: number;
  /** Whether the customer is to sign on the screen. */
  sign: boolean;
}

export async function cardIndex(token: string): Promise<string> {
  return base64url((await sha256(`timeshelf-card-index:${token}`)).subarray(0, 16));
}

/** Throws where the token does not open the card, or something else was sealed in it. */
export async function openCard(card: SealedCard, token: string): Promise<Card> {
  const salt = bytesOf(card.salt);
  const sealed = bytesOf(card.sealed);
  if (!salt || !sealed) throw new Error('the card is no base64url');
  const secret = await crypto.subtle.importKey('raw', utf8(token), 'HKDF', false, ['deriveBits']);
  const derived = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: utf8('timeshelf-card-v1') }, secret, 8 * 44);
  const key = await crypto.subtle.importKey('raw', derived.slice(0, 32), 'AES-GCM', false, ['decrypt']);
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: derived.slice(32), additionalData: utf8(card.index) }, key, sealed);
  return JSON.parse(new TextDecoder().decode(text)) as Card;
}
