// What a creator sees where there is nothing to learn from. Called by bad_signals_test.py: node bad_signals.mjs DEMO.JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, member, slotCalled } from './member.mjs';
import { publish, sizes } from './visitor.mjs';

// Each view says what is missing, or what will stand there.
const begins = {
  today: 'Nothing is on today.',
  figures: 'Nothing was booked in this period.',
  report: 'No slot belongs to a drop yet.',
  'next-drop': 'There is nothing to learn from yet.',
  forecast: 'No slot of the next 90 days sells anything.',
  experiments: 'No experiment yet.',
  voice: 'Nothing has been said yet.',
  stock: 'The shop has no venue, so nothing is counted',
  tills: 'No till is connected.',
  webhooks: 'Nothing is told yet.',
};

for (const size of Object.keys(sizes)) {
  test(`a shop without a past says what will be there, on a ${size}`, async () => {
    const visitor = await member(size, 'today');
    for (const [view, sentence] of Object.entries(begins)) {
      await visitor.open(view);
      await visitor.page.getByText(sentence).first().waitFor();
      await visitor.violations(); // axe is there from now on; what a chart sets by script is no style in the page
      await visitor.look(`empty-${view}`);
    }
    await visitor.leave();
  });
}

test('a slot without a price is not on sale, rather than sold out, and says so to who can mend it', async () => {
  await publish('priceless', 'An evening without a price', '#shelf\\nseats 12');
  const slot = await slotCalled('An evening without a price');
  assert.deepEqual([slot.state, slot.reason, slot.offers[0].price], ['not-on-sale', 'It has no price, so nobody can book it.', null]);
  const refused = await ask('/holds', { method: 'POST', body: { lines: [{ slot: slot.id, sku: 'SEAT', quantity: 1 }] }, status: 409 });
  assert.match(refused.detail, /price/);
  const visitor = await member('phone', 'today');
  const { page } = visitor;
  await page.getByText('Seat has no price now, so it is not sold.').waitFor();
  await visitor.look('priceless-today');
  await page.locator('main').getByText('Fix it').click();
  await page.getByText('Seat has no price now, so it is not sold.').waitFor();
  assert.equal(await page.getByText('Everything is sold or held.').count(), 0);
  await visitor.open(`forecast?slot=${slot.id}&sku=SEAT`);
  await page.getByText('It has no price at the moment, so nobody can book it: nothing more is expected until it has one.').waitFor();
  await visitor.violations(); // axe is there from now on; the chart sets style by script
  await visitor.look('priceless-forecast');
  await page.goto('/s/kiln-street');
  await page.getByText('Nothing is on sale at the moment.').waitFor();
  assert.equal(await page.getByText('Sold out').count(), 0);
  await visitor.leave();
});

test('an experiment that nobody saw says that nobody did', async () => {
  await publish('evening', 'Evening of glazes', '#shelf\\nseats 12\\nprice 20 EUR');
  const slot = await slotCalled('Evening of glazes');
  const variants = [{ name: 'As it is' }, { name: 'Candles', title: 'Glazes by candlelight' }];
  const made = await ask('/experiments', { method: 'POST', body: { name: 'Candles', kind: 'words', slot: slot.id, effect: 1000, variants } });
  await ask(`/experiments/${made.id}/start`, { method: 'POST' });
  for (const size of Object.keys(sizes)) {
    const visitor = await member(size, `experiments?experiment=${made.id}`);
    await visitor.page.getByText('Nobody has seen it yet, so there is nothing to say.').waitFor();
    await visitor.violations();
    await visitor.look('experiment-unseen');
    await visitor.leave();
  }
  const ended = await ask(`/experiments/${made.id}/end`, { method: 'POST', body: {} });
  assert.equal(ended.results.verdict, 'no-visitors');
});

test('messages of emoji alone and of a megabyte are taken, and the page says what became of them', async () => {
  const told = await ask('/messages', { method: 'POST', body: { messages: [{ text: '\u{1F525}\u{1F525}\u{1F525}', author: 'mia', source: 'stream' },
    { text: `love it ${'x'.repeat(1_000_000)}`, author: 'flood', source: 'stream' }] } });
  assert.deepEqual([told.taken, told.cut], [2, 1]);
  const visitor = await member('phone', 'voice');
  await visitor.page.getByText('It was longer and was cut.').waitFor();
  await visitor.page.locator('.messages').getByText('Good', { exact: true }).first().waitFor();
  await visitor.violations();
  await visitor.look('voice-emoji');
  await visitor.leave();
});
