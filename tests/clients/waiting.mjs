// What a page or the server does in a moment takes long on a machine that has other work: it is waited for itself, and no time is guessed.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

export const patience = 90_000; // milliseconds, for what is there in a moment

/** Asks again until there is something; answers it. */
export async function until(what, happened) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await happened();
    if (found) return found;
    assert(Date.now() < deadline, `it did not happen that ${what}`);
    await pause(50);
  }
}

/** Reads until it is what is wanted: a page is drawn, and its focus moves, a moment after what it shows is known. */
export async function comesTo(read, wanted, why) {
  const deadline = Date.now() + patience;
  let seen = await read();
  while (!isDeepStrictEqual(seen, wanted) && Date.now() < deadline) {
    await pause(50);
    seen = await read();
  }
  assert.deepEqual(seen, wanted, why);
}

/** Date and time on the wall of the demo shop: "2026-03-01 18:00:00". */
export const wallOf = (date) => date.toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' });

/** How many milliseconds of the shop's day are left. */
export function leftOfToday() {
  const [hours, minutes, seconds] = wallOf(new Date()).slice(-8).split(':').map(Number);
  return 86_400_000 - ((hours * 60 + minutes) * 60 + seconds + 1) * 1_000;
}

/** What is of today is looked at on the same day: where little of it is left, the next one is waited for. */
export async function withinADay() {
  if (leftOfToday() < 180_000) await pause(leftOfToday() + 2_000);
}

/** What the element with the focus says. */
export const focused = (page) => page.evaluate(() => document.activeElement?.textContent);

const slowness = Number(process.env.TIMESHELF_SLOW ?? 1);

/** A browser's context that waits so long. With TIMESHELF_SLOW=6 its pages are six times slower than the machine, which shows who waits too short. */
export function patient(context) {
  context.setDefaultTimeout(patience);
  if (slowness > 1) {
    context.on('page', async (page) => {
      const devtools = await context.newCDPSession(page).catch(() => null); // it may be closed already
      await devtools?.send('Emulation.setCPUThrottlingRate', { rate: slowness }).catch(() => undefined);
    });
  }
  return context;
}
