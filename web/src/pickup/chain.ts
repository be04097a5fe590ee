// Records: what the device writes down of each scan, each naming the one before (docs/devices.md).
import { base64url, sha256, utf8 } from '../signed/bytes';
import type { Settled } from './paying';
import type { Paid, SoldLine } from './sale';

/** The last record: number and digest. Before the first, 0 and "". */
export interface Head {
  seq: number;
  hash: string;
}
export const noRecords: Head = { seq: 0, hash: '' };

/** What a record tells. */
export type Deed = Told & (PickedUp | Denied | Sold | TakenBack);

interface Told {
  nonce: string;
  manifest_seq: number;
  online: boolean;
  duration_ms: number;
}
interface PickedUp {
  action: 'pickup';
  /** The version of the record: from the second on it tells of money. */
  v: 2;
  token: string;
  lines: { line: number; units: number }[];
  /** Where something was to be paid: how, and so many minor units; of `no`, that were asked for. */
  paid?: Settled;
  minor?: number;
  drawing?: string;
}
interface Denied {
  action: 'deny';
  token: string;
  reason?: string;
}
interface Sold {
  action: 'sale';
  lines: SoldLine[];
  paid: Paid;
}
interface TakenBack {
  action: 'void';
  /** The number of the sale. */
  of: number;
}

/** Milliseconds since 1970 by the wall clock, and by one that nobody sets. */
export interface Clocks {
  t_device: number;
  mono_ms: number;
}
export function readClocks(): Clocks {
  return { t_device: Date.now(), mono_ms: Math.round(performance.now()) };
}

export interface SignedRecord {
  seq: number;
  record: string;
  signature: string;
}

const largest = 24 * 1024; // bytes, of the server

export class TooLarge extends Error {}

/** The next record and the head behind it. */
export async function nextRecord(device: string, key: CryptoKey, head: Head, clocks: Clocks, deed: Deed): Promise<{ signed: SignedRecord; head: Head }> {
  const seq = head.seq + 1;
  const record = JSON.stringify({ device, seq, prev_hash: head.hash, ...clocks, ...deed });
  if (utf8(record).length > largest) throw new TooLarge('a record has at most 24 KiB');
  const signature = await sign(key, `timeshelf-record:${record}`);
  return { signed: { seq, record, signature }, head: { seq, hash: base64url(await sha256(record)) } };
}

/** R and S, over SHA-256. Every text begins with what it is for. */
export async function sign(key: CryptoKey, text: string): Promise<string> {
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(text)));
}

export function makeNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}
