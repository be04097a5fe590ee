// What a browser loads before the first view of a page is there: its entry with all that this imports, its style and that of
// every page, and the words of one language. As a command (node first_view.mjs DIST), fails where that is too much.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

// Bytes by gzip, the largest of the codings that are sent. The pickup app is loaded once, and kept.
const most = { storefront: 25_000, booking: 40_500, pickup: 40_000, dashboard: 30_000, embed: 20_000 };

const sharedStyle = new URL('pages/style.css', import.meta.url);
const otherStyle = new URL('pages/sheets.css', import.meta.url); // of every page but a shop's

/** Each entry of the build: files in the order they are wanted, and sizes by gzip. */
export async function firstViews(dist) {
  const manifest = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
  const size = async (file) => gzipSync(await readFile(file), { level: 9 }).length;
  const sum = async (files) => (await Promise.all(files.map((file) => size(join(dist, file))))).reduce((a, b) => a + b, 0);
  const views = [];
  for (const entry of Object.values(manifest).filter((chunk) => chunk.isEntry)) {
    const chunks = new Set();
    const visit = (chunk) => {
      if (chunks.has(chunk)) return;
      chunks.add(chunk);
      for (const key of chunk.imports ?? []) visit(manifest[key]);
    };
    visit(entry);
    // What is loaded later is left out: of it only the words are needed for the first view.
    const later = [...chunks].flatMap((chunk) => chunk.dynamicImports ?? []).map((key) => manifest[key]);
    const languages = later.filter((chunk) => chunk.src?.includes('words/'));
    const words = Math.max(0, ...(await Promise.all(languages.map((chunk) => sum([chunk.file])))));
    const scripts = [...chunks].map((chunk) => chunk.file);
    const styles = [...chunks].flatMap((chunk) => chunk.css ?? []);
    const script = await sum(scripts);
    // The pickup app brings the style of every page within its own.
    const shared = { pickup: [], storefront: [sharedStyle] }[entry.name] ?? [sharedStyle, otherStyle];
    const style = (await Promise.all([...styles.map((file) => join(dist, file)), ...shared].map(size))).reduce((a, b) => a + b, 0);
    views.push({ name: entry.name, scripts, styles, script, style, words, bytes: script + style + words });
  }
  return views;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const views = await firstViews(process.argv[2]);
  assert(views.length > 0, 'nothing was built');
  for (const { name, bytes, words } of views) {
    assert(words > 0, 'no language was found among what is loaded later');
    assert(bytes <= most[name], `the first view of ${name} is ${bytes} bytes, and may be ${most[name]}`);
    console.log(`${name}: ${bytes} of at most ${most[name]} bytes`);
  }
}
