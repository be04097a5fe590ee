// The people of the demo shop on its dashboard, and what else happens there meanwhile, over the API.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { shop, Visitor } from './visitor.mjs';

export const api = `${shop.base}/api/v1/shops/kiln-street`;
export const owner = { Authorization: `Basic ${btoa(`${shop.caldav.user}:${shop.caldav.password}`)}`, 'Content-Type': 'application/json' };
export const staffPassword = 'the kiln is hot at seven'; // server.py

export async function ask(path, { method = 'GET', body, headers = owner, status } = {}) {
  const answer = await fetch(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  assert(status ? answer.status === status : answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}
export async function slotCalled(summary) {
  return (await ask('/slots')).slots.find((slot) => slot.summary.includes(summary));
}
export async function book(summary, sku, quantity, name, email) {
  const slot = await slotCalled(summary);
  const hold = await ask('/holds', { method: 'POST', body: { lines: [{ slot: slot.id, sku, quantity }] } });
  return ask(`/holds/${hold.id}/confirm`, { method: 'POST', body: { name, email } });
}

/** Somebody of the shop, signed in, in a view. */
export async function member(size, view, { user = shop.dashboard_user, password = shop.dashboard_password, ...options } = {}) {
  const visitor = await Visitor.at(size, options);
  const { page } = visitor;
  await page.goto('/dashboard');
  await visitor.signIn(password, user);
  await page.locator('html.app').waitFor();
  await visitor.open(view);
  return visitor;
}
Visitor.prototype.open = async function open(view) {
  await this.page.goto(`/dashboard/${view}`);
  await this.settled();
};
/** Everything that was asked for is there. */
Visitor.prototype.settled = async function settled() {
  await this.page.locator('html.app main h1').waitFor();
  await this.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await this.page.waitForLoadState('networkidle');
};
Visitor.prototype.row = function row(text) {
  return this.page.locator('tbody tr').filter({ hasText: text });
};
Visitor.prototype.dialog = function dialog() {
  return this.page.locator('dialog[open]').last();
};
Visitor.prototype.told = async function told(sentence) {
  await this.page.getByRole('status').getByText(sentence).waitFor();
};
/** The next request to such an address arrives, and its answer does not. */
Visitor.prototype.losesAnswerOf = function losesAnswerOf(address) {
  return this.page.route(address, async (route) => {
    const answer = await route.fetch();
    assert(answer.ok(), await answer.text());
    await route.abort();
  }, { times: 1 });
};
Visitor.prototype.download = async function download(button) {
  const [file] = await Promise.all([this.page.waitForEvent('download'), button.click()]);
  return (await readFile(await file.path(), 'utf8')).replace('\ufeff', '');
};
