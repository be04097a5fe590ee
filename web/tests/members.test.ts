// Which slots a member's link opens, and what is no link of the shop.
import { getPublicKeyAsync, signAsync } from '@noble/ed25519';
import { beforeAll, expect, test } from 'vitest';
import { isOfShop } from '../src/members/signature';
import { opening, readToken, type Membership } from '../src/members/token';
import { base64url, utf8 } from '../src/signed/bytes';
import type { ShopKey } from '../src/signed/shop_key';
import { slotWith } from './slot';

const secret = new Uint8Array(32).fill(7);
const at = Date.parse('2026-03-01T12:00:00Z');
let keys: ShopKey[];

async function tokenOf(claims: object, head: object = { alg: 'EdDSA', typ: 'timeshelf-audience+jwt' }): Promise<string> {
  const input = [head, claims].map((part) => base64url(utf8(JSON.stringify(part)))).join('.');
  return `${input}.${base64url(await signAsync(utf8(input), secret))}`;
}

beforeAll(async () => {
  keys = [{ kid: 'k', x: base64url(await getPublicKeyAsync(secret)) }];
});

test('it says whose it is and until when, and the shop signed it', async () => {
  const token = await tokenOf({ iss: 'shop', aud: 'MEMBERS', code: 'CLUB', exp: at / 1000 });
  expect(readToken(token)).toEqual({ token, audience: 'MEMBERS', until: at });
  expect(await isOfShop(token, keys)).toBe(true);
  expect(await isOfShop(token, [{ kid: 'k', x: base64url(await getPublicKeyAsync(new Uint8Array(32).fill(8))) }])).toBe(false);
  const [head, claims, signature] = token.split('.') as [string, string, string];
  for (const altered of [`${head}.${claims}A.${signature}`, `${head}.${claims}.${signature.slice(2)}`, `${head}.${claims}.`, '..', 'x', ''])
    expect(await isOfShop(altered, keys), altered).toBe(false);
});

test('what is something else is no token', async () => {
  for (const text of ['', 'CLUB', '..', 'a.b.c', await tokenOf({ aud: 'MEMBERS' }), await tokenOf({ aud: 5, exp: 1 }), await tokenOf({ aud: 'MEMBERS', exp: 1 }, { typ: 'timeshelf-manifest+json' })])
    expect(readToken(text), text).toBeNull();
});

test('it opens what is open early for its audience, and nothing else', () => {
  const members: Membership = { token: 't', audience: 'MEMBERS', until: at + 1000 };
  const early = [{ audience: 'MEMBERS', opens_at: '2026-03-01T12:00:00Z' }];
  const upcoming = slotWith({ state: 'upcoming', early });
  expect(opening(upcoming, [members], at)).toBe(members);
  expect(opening(upcoming, [members], at - 1)).toBeUndefined();
  expect(opening(upcoming, [{ ...members, audience: 'PRESS' }], at)).toBeUndefined();
  expect(opening(upcoming, [{ ...members, until: at }], at)).toBeUndefined();
  expect(opening(upcoming, [], at)).toBeUndefined();
  expect(opening(slotWith({ state: 'open', early }), [members], at)).toBeUndefined(); // open to all
  expect(opening(slotWith({ state: 'sold-out', early }), [members], at)).toBeUndefined();
});
