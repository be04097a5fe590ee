// What axe finds on a page.
import { load } from './packages.mjs';

const { source: axe } = (await load('axe-core')).default;

// In dark, a page that was looked at in light can have new faults in its colours only: the markup is the same.
const ofColours = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** "color-contrast: Elements must …", and the elements. */
export async function violationsOf(page, colorScheme = 'light') {
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe);
  const options = { resultTypes: ['violations'], ...(colorScheme === 'dark' ? ofColours : {}) };
  const found = await page.evaluate(async (how) => (await globalThis.axe.run(how)).violations, options);
  return found.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((one) => one.html).join('\n  ')}`);
}
