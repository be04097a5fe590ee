import { expect, test } from 'vitest';
import { isOfShop, codeIn, tokenIn } from '../../src/pickup/token';
import vectors from './vectors.json';

test('a token is found alone, and at the end of its address', () => {
  expect(tokenIn(vectors.token)).toBe(vectors.token);
  expect(tokenIn(` https://shop.example/cal/b/${vectors.token}?lang=de\n`)).toBe(vectors.token);
});

test('what is no token is none', () => {
  const cut = vectors.token.slice(0, -4);
  const otherVersion = `AQ${vectors.token.slice(2)}`;
  for (const text of ['', 'x', 'https://shop.example/', cut, `${vectors.token}AAAA`, otherVersion, `${vectors.token.slice(0, -1)}=`, 'https://shop.example/b/short'])
    expect(tokenIn(text), text).toBeNull();
});

test('the shop signed its tokens, and no other', async () => {
  expect(await isOfShop(vectors.token, vectors.keys)).toBe(true);
  for (let at = 4; at < vectors.token.length; at += 9) {
    const other = vectors.token[at] === 'A' ? 'B' : 'A';
    expect(await isOfShop(vectors.token.slice(0, at) + other + vectors.token.slice(at + 1), vectors.keys), `${at}`).toBe(false);
  }
  expect(await isOfShop(vectors.token, [])).toBe(false);
  expect(await isOfShop(vectors.token, [{ kid: 'x', x: 'AAAA' }, { kid: 'y', x: '_'.repeat(43) }])).toBe(false);
  expect(await isOfShop(vectors.token, [{ kid: 'x', x: 'A'.repeat(43) }, ...vectors.keys])).toBe(true);
});

test('the code for reading out is known as one', () => {
  expect(codeIn(vectors.code.toUpperCase())).toBe(vectors.code);
  expect(codeIn(vectors.token)).toBe('');
});
