// What Lighthouse says of a page on a phone: node run.mjs BASE [--json]. Called by `scripts/bench lighthouse`, which fills a demo
// shop and serves it. Scores of 100, the middle of three runs, because a machine is never alone.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';

const [base, ...words] = process.argv.slice(2);
const runs = 3;
const categories = ['performance', 'accessibility', 'best-practices'];
const figures = { 'first-contentful-paint': 'FCP', 'largest-contentful-paint': 'LCP', 'total-blocking-time': 'TBT', 'cumulative-layout-shift': 'CLS', 'total-byte-weight': 'bytes' };

const { slots } = await (await fetch(`${base}/api/v1/shops/kiln-street/slots`)).json();
const sold = slots.find((slot) => slot.state === 'open' && slot.image) ?? slots[0];
const pages = { 'shop': '/s/kiln-street', 'slot': new URL(sold.page).pathname };

const profile = await mkdtemp(join(tmpdir(), 'timeshelf-lighthouse-'));
const chromium = spawn('/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
{ stdio: 'ignore' });

// Chromium writes the port that it chose as soon as it listens there.
async function debuggingPort() {
  for (let tries = 0; tries < 200; tries++) {
    try {
      return Number((await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')[0]);
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error('Chromium did not start');
}

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const port = await debuggingPort();
  for (const [name, path] of Object.entries(pages)) {
    const results = [];
    for (let run = 0; run < runs; run++) {
      // The page follows a stream that never ends, so that the network is never silent: it is looked at as soon as it is loaded.
      const { lhr } = await lighthouse(base + path, { port, onlyCategories: categories, logLevel: 'silent', maxWaitForLoad: 15_000 });
      results.push(lhr);
    }
    const row = { page: name };
    for (const category of categories) row[category] = Math.round(100 * middle(results.map((lhr) => lhr.categories[category].score)));
    for (const [audit, short] of Object.entries(figures)) row[short] = Math.round(1000 * middle(results.map((lhr) => lhr.audits[audit].numericValue))) / 1000;
    const failed = Object.values(results[0].audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative');
    if (words.includes('--json')) console.log(JSON.stringify(row));
    else {
      console.log(Object.entries(row).map(([key, value]) => `${key} ${value}`).join('   '));
      for (const audit of failed) console.log(`    ${audit.id}: ${audit.displayValue ?? audit.title}`);
    }
  }
} finally {
  const ended = new Promise((done) => chromium.once('exit', done));
  chromium.kill();
  await ended;
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
