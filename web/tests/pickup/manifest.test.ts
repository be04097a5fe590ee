import { expect, test } from 'vitest';
import { base64url, utf8 } from '../../src/signed/bytes';
import { cardIndex, openCard } from '../../src/pickup/card';
import { believed, freshnessOf, Unbelievable } from '../../src/pickup/manifest';
import { judge } from '../../src/pickup/verdict';
import vectors from './vectors.json';

const manifest = await believed(vectors.manifest, vectors.keys, vectors.device);
const now = Date.parse(manifest.issued_at) + 60_000;
const known = { manifest, handedOver: [], now };

test('what the shop signed is believed, for its device alone', async () => {
  expect(manifest.shop).toBe('studio');
  await expect(believed(vectors.manifest, vectors.keys, 'another')).rejects.toThrow(Unbelievable);
  await expect(believed(vectors.manifest, [], vectors.device)).rejects.toThrow(Unbelievable);
});

test('what was changed on its way is not believed', async () => {
  const longer = base64url(utf8(JSON.stringify({ ...manifest, valid_until: '2099-01-01T00:00:00Z' })));
  const none = base64url(utf8('{"alg":"none","typ":"timeshelf-manifest+json"}'));
  for (const changed of [{ payload: longer }, { protected: none }, { signature: '' }, { signature: '!' }, { payload: '!' }])
    await expect(believed({ ...vectors.manifest, ...changed }, vectors.keys, vectors.device)).rejects.toThrow(Unbelievable);
});

test('it ages, and ends', () => {
  const issued = Date.parse(manifest.issued_at);
  expect(freshnessOf(manifest, issued)).toBe('fresh');
  expect(freshnessOf(manifest, issued + 3 * 3_600_000)).toBe('old');
  expect(freshnessOf(manifest, Date.parse(manifest.valid_until))).toBe('expired');
});

test('a card opens with its token alone', async () => {
  const index = await cardIndex(vectors.token);
  const card = manifest.cards.find((one) => one.index === index);
  if (!card) throw new Error('there is no card');
  const open = await openCard(card, vectors.token);
  expect([open.name, open.code, open.lines[0]?.due, open.to_pay?.amount, open.sign]).toEqual(['Bea Unmistakable', vectors.code, 3, '54.00', true]);
  await expect(openCard(card, vectors.younger)).rejects.toThrow();
  await expect(openCard({ ...card, index: 'A'.repeat(22) }, vectors.token)).rejects.toThrow();
});

test('each token has its answer', async () => {
  const kinds = await Promise.all([vectors.token, vectors.cancelled, vectors.younger, 'x', vectors.code].map((text) => judge(text, known)));
  expect(kinds.map(({ kind }) => kind)).toEqual(['hand-over', 'cancelled', 'unknown', 'no-token', 'no-token']);
  expect((await judge(vectors.token, { ...known, now: now + 86_400_000 })).kind).toBe('expired');
  expect((await judge(vectors.token, { ...known, manifest: null })).kind).toBe('nothing-known');
  const foreign = { ...manifest, keys: [{ kid: 'x', x: 'A'.repeat(43) }] };
  expect((await judge(vectors.token, { ...known, manifest: foreign })).kind).toBe('other-shop');
});

test('what was handed over since is not due any more', async () => {
  const first = await judge(vectors.token, known);
  if (first.kind !== 'hand-over') throw new Error(first.kind);
  const { booking } = first.card;
  const two = { booking, lines: [{ line: 0, units: 2 }], at: now };
  const part = await judge(vectors.token, { ...known, handedOver: [two] });
  expect(part.kind === 'hand-over' && part.lines[0]?.due).toBe(1);
  const all = await judge(vectors.token, { ...known, handedOver: [two, { ...two, lines: [{ line: 0, units: 1 }], at: now + 5 }] });
  expect(all).toMatchObject({ kind: 'handed-over', at: now + 5 });
  const others = { booking: 'another', lines: [{ line: 0, units: 3 }], at: now };
  expect((await judge(vectors.token, { ...known, handedOver: [others] })).kind).toBe('hand-over');
});
