// What the service workers keep, and under which version: called when the apps are built (embed.mjs).
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const app = new URL('src/pickup/', import.meta.url);
const pages = new URL('pages/pickup.mustache', import.meta.url);

// Everything that the entry may load, at once or later.
function filesOf(manifest, entry) {
  const files = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit(entry);
  return [...files].sort();
}

/** Files below /pickup/: what of src/pickup/static has a name of its own, and the worker. By name, as bytes. */
export async function pickupFiles(dist) {
  const manifest = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
  const built = filesOf(manifest, 'src/pickup/main.tsx');
  const files = new Map();
  for (const name of (await readdir(new URL('static/', app))).sort()) files.set(name, await readFile(new URL(`static/${name}`, app)));
  // Names of what was built change with their content; the others are looked into.
  const hash = createHash('sha256').update(built.join('\n')).update(await readFile(pages));
  for (const [name, bytes] of files) hash.update(name).update(bytes);
  const worker = await readFile(new URL('worker.js', app));
  const version = hash.update(worker).digest('base64url').slice(0, 12);
  const kept = ['../pickup', ...built.map((name) => `../assets/${name}`), ...files.keys()];
  const head = `const version = ${JSON.stringify(version)};\nconst files = ${JSON.stringify(kept)};\n`;
  files.set('worker.js', Buffer.concat([Buffer.from(head), worker]));
  return files;
}

/** The worker of bookings, /b/worker.js: it keeps all that their app may load, whatever language it is read in. */
export async function bookingFiles(dist) {
  const manifest = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
  const built = filesOf(manifest, 'src/booking/main.tsx');
  const worker = await readFile(new URL('src/booking/worker.js', import.meta.url));
  const version = createHash('sha256').update(built.join('\n')).update(worker).digest('base64url').slice(0, 12);
  const head = `const version = ${JSON.stringify(version)};\nconst files = ${JSON.stringify(built.map((name) => `../assets/${name}`))};\n`;
  return new Map([['worker.js', Buffer.concat([Buffer.from(head), worker])]]);
}
