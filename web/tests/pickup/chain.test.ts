import { expect, test } from 'vitest';
import { base64url, bytesOf, sha256, utf8 } from '../../src/signed/bytes';
import { makeNonce, nextRecord, noRecords, TooLarge, type Deed } from '../../src/pickup/chain';
import { readLink } from '../../src/pickup/enrolment';
import { oneUpload, pauseAfter } from '../../src/pickup/sync';
import vectors from './vectors.json';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const over = { name: 'ECDSA', hash: 'SHA-256' };
const keys = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
const deed: Deed = { nonce: makeNonce(), manifest_seq: 1, action: 'pickup', v: 2, token: vectors.token, lines: [{ line: 0, units: 1 }], online: false, duration_ms: 900 };
const clocks = { t_device: 1_770_000_000_000, mono_ms: 12 };

function verify(key: CryptoKey, record: string, signature: string): Promise<boolean> {
  return crypto.subtle.verify(over, key, bytesOf(signature) ?? new Uint8Array(), utf8(`timeshelf-record:${record}`));
}

test('a record is hashed and signed as elsewhere', async () => {
  expect(base64url(await sha256(vectors.record))).toBe(vectors.record_hash);
  const key = await crypto.subtle.importKey('spki', bytesOf(vectors.public_key) as Uint8Array<ArrayBuffer>, algorithm, true, ['verify']);
  expect(await verify(key, vectors.record, vectors.record_signature)).toBe(true);
  expect(await verify(key, `${vectors.record} `, vectors.record_signature)).toBe(false);
});

test('each names the one before', async () => {
  const first = await nextRecord('device', keys.privateKey, noRecords, clocks, deed);
  const second = await nextRecord('device', keys.privateKey, first.head, clocks, { ...deed, nonce: makeNonce() });
  const read = [first, second].map(({ signed }) => JSON.parse(signed.record) as { seq: number; prev_hash: string; device: string });
  expect(read.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(read.map(({ prev_hash }) => prev_hash)).toEqual(['', base64url(await sha256(first.signed.record))]);
  expect(JSON.parse(first.signed.record)).toMatchObject({ ...deed, ...clocks, device: 'device' });
  for (const { signed } of [first, second]) expect(await verify(keys.publicKey, signed.record, signed.signature)).toBe(true);
});

test('a drawing that no server takes is refused here', async () => {
  const large = nextRecord('device', keys.privateKey, noRecords, clocks, { ...deed, drawing: 'path:'.padEnd(25_000, 'L1 1') });
  await expect(large).rejects.toThrow(TooLarge);
});

test('bytes are written as base64url, and nothing else is read', () => {
  for (const bytes of [[], [0], [251, 255], [1, 2, 3, 4]]) expect([...(bytesOf(base64url(new Uint8Array(bytes))) ?? [])]).toEqual(bytes);
  for (const text of ['a', 'a=', '+/', 'a b', 'ä']) expect(bytesOf(text), text).toBeNull();
});

test('an upload is what the server takes at once, in order', () => {
  const records = Array.from({ length: 250 }, (_, seq) => ({ seq, record: 'x'.repeat(10) }));
  expect(oneUpload(records).map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, seq) => seq));
  expect(oneUpload(records.map((one) => ({ ...one, record: 'x'.repeat(24_000) }))).length).toBe(31);
  expect(oneUpload([{ record: 'x'.repeat(2_000_000) }]).length).toBe(1);
});

test('pauses grow to a minute, and no two devices keep step', () => {
  expect([1, 2, 3, 10].map((failures) => pauseAfter(failures, 0.5))).toEqual([2_000, 4_000, 8_000, 60_000]);
  expect([pauseAfter(1, 0), pauseAfter(1, 1)]).toEqual([1_500, 2_500]);
});

test('an enrolment link is read whole, or as shop and code', () => {
  const link = { shop: 'kiln-street', code: 'k7pq-3mwn-x9ra' };
  expect(readLink('https://shop.example/cal/pickup#kiln-street/k7pq-3mwn-x9ra')).toEqual(link);
  expect(readLink(' kiln-street/k7pq-3mwn-x9ra ')).toEqual(link);
  for (const text of ['', 'k7pq-3mwn-x9ra', 'kiln-street/', 'kiln-street/k7pq', 'https://shop.example/b/x']) expect(readLink(text), text).toBeNull();
});
