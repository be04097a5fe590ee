// What a person chose to read is told the server's pages by a cookie.
import { expect, test, vi } from 'vitest';
import { speaker } from '../src/words/languages';

test('the cookie of the language goes to no other site, as the server sets it', async () => {
  const document = { cookie: '', documentElement: { lang: 'en', dir: 'ltr' } };
  vi.stubGlobal('document', document);
  vi.stubGlobal('location', { href: 'https://shop.example/dashboard' });
  vi.stubGlobal('navigator', { languages: ['en'] });
  const words = (): Promise<object> => Promise.resolve({});
  await speaker({ en: words, de: words, es: words, 'en-XB': words }).speakFromNowOn('de');
  expect(document.cookie.split(';')).toEqual(['timeshelf-language=de', 'path=/', 'max-age=31536000', 'SameSite=Lax']);
  vi.unstubAllGlobals();
});
