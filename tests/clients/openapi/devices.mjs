// Devices at the stall, and bookings that are passed on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { as, book, call, notJson, nowhere, onlyForStaff, people, slotCalled, tooLarge, unknownId, wrongType } from './driving.mjs';

// A device as a browser has it: WebCrypto, and a key that cannot be copied out.
const utf8 = (text) => new TextEncoder().encode(text);
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
const bytes = (text) => Buffer.from(text, 'base64url');
const { subtle } = globalThis.crypto ?? (await import('node:crypto')).webcrypto;

class Device {
  static async enrol(code) {
    const device = new Device();
    device.key = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const body = {
      code, public_key: base64url(await subtle.exportKey('spki', device.key.publicKey)), proof: await device.sign(`timeshelf-enrolment:${code}`),
    };
    const { json } = await call('enrolDevice', 201, {}, { body });
    assert.deepEqual((await call('enrolDevice', 200, {}, { body })).json.device, json.device, 'the answer may have been lost');
    Object.assign(device, { here: { device: json.device.id }, shopKey: json.keys[0], seq: 0, last: '' });
    return device;
  }

  async sign(text) {
    return base64url(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.key.privateKey, utf8(text)));
  }

  async openSession() {
    const { challenge } = (await call('makeChallenge', 200, this.here)).json;
    const { token } = (await call('openDeviceSession', 200, this.here, {
      body: { challenge, signature: await this.sign(`timeshelf-session:${challenge}`) },
    })).json;
    this.headers = { Authorization: `Bearer ${token}` };
  }

  async manifest() {
    const { json, answer } = await call('getManifest', 200, this.here, { headers: this.headers });
    const key = await subtle.importKey('jwk', this.shopKey, { name: 'Ed25519' }, false, ['verify']);
    assert(await subtle.verify('Ed25519', key, bytes(json.signature), utf8(`${json.protected}.${json.payload}`)), 'signed by the shop');
    return { ...JSON.parse(bytes(json.payload)), etag: answer.headers.get('etag') };
  }

  async pickUp(token, units) {
    const record = JSON.stringify({
      device: this.here.device, seq: ++this.seq, prev_hash: this.last, nonce: `scan-number-${this.seq}-of-it`, t_device: Date.now(),
      mono_ms: Math.round(performance.now()), action: 'pickup', token, lines: [{ line: 0, units }], online: false,
    });
    this.last = base64url(await subtle.digest('SHA-256', utf8(record)));
    return { record, signature: await this.sign(`timeshelf-record:${record}`) };
  }

  upload(status, records, more = {}) {
    const clock = { t_device: Date.now(), mono_ms: Math.round(performance.now()) };
    return call('uploadRecords', status, this.here, { headers: this.headers, body: { clock, records, ...more } });
  }
}

// As docs/devices.md shows it.
async function openCard(card, token) {
  const index = base64url((await subtle.digest('SHA-256', utf8(`timeshelf-card-index:${token}`))).slice(0, 16));
  assert.equal(card.index, index);
  const secret = await subtle.importKey('raw', utf8(token), 'HKDF', false, ['deriveBits']);
  const derived = await subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: bytes(card.salt), info: utf8('timeshelf-card-v1') }, secret, 8 * 44);
  const key = await subtle.importKey('raw', derived.slice(0, 32), 'AES-GCM', false, ['decrypt']);
  const text = await subtle.decrypt(
    { name: 'AES-GCM', iv: derived.slice(32), additionalData: utf8(index) }, key, bytes(card.sealed));
  return JSON.parse(new TextDecoder().decode(text));
}

test('a device takes the day along, hands over, and brings what it wrote down', async () => {
  const headers = as('owner');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const wanted = { name: 'Till phone', venue: venue.id, may: ['hand-over'], wants_signature: true, minutes: 5 };
  const enrolment = async () => (await call('makeEnrolment', 201, {}, { headers, body: wanted })).json;
  const { code } = await enrolment();
  const device = await Device.enrol(code);
  const booking = await book('last call', 'MUG-BLUE', 2, 'device@example.com');
  await call('getManifest', 401, device.here, { headers });
  await device.upload(401, [{ record: '{}', signature: 'AA' }]);
  await device.openSession();
  const week = { ...device.here, query: { hours: 168 } };
  await call('getManifest', 200, week, { headers: device.headers });
  await call('getManifest', 422, { ...device.here, query: { hours: 0 } }, { headers: device.headers });
  let { etag } = await device.manifest();
  if ((await device.manifest()).etag !== etag) ({ etag } = await device.manifest()); // a quarter of an hour has ended
  await call('getManifest', 304, device.here, { headers: { ...device.headers, 'If-None-Match': etag } });
  const manifest = await device.manifest();
  assert.equal(manifest.venue.name, venue.name);
  assert(!JSON.stringify(manifest).includes(booking.code), 'a stolen device names nobody');

  const { json: first } = await device.upload(200, [await device.pickUp(booking.token, 1), { record: '{}', signature: 'AA' }]);
  assert.deepEqual(first.answers.map((one) => one.outcome), [first.answers[0].outcome, 'rejected']);
  const twice = await device.pickUp(booking.token, 2);
  await device.upload(200, [twice]);
  assert.equal((await device.upload(200, [twice])).json.answers[0].outcome, 'duplicate-same');
  await device.upload(413, [{ record: 'x'.repeat(3 << 20), signature: 'AA' }]);
  await call('uploadRecords', 400, device.here, { ...notJson, headers: device.headers });
  await call('uploadRecords', 415, device.here, { ...wrongType, headers: { ...device.headers, ...wrongType.headers } });
  assert.equal((await device.upload(422, [])).json.field, 'records');

  const page = { ...device.here, query: { after: 0, limit: 1 } };
  const { json: kept } = await call('listRecords', 200, page, { headers });
  assert.equal(kept.next, 1);
  await call('listRecords', 422, { ...device.here, query: { after: 'x' } }, { headers });
  await call('listRecords', 404, { device: unknownId }, { headers });
  const { json: found } = await call('listConflicts', 200, { query: { open: 'true', limit: 1 } }, { headers });
  await call('listConflicts', 200, { query: { cursor: found.next } }, { headers });
  for (const query of [{ open: 'maybe' }, { cursor: 'x' }, { limit: 0 }, { page: 2 }]) {
    await call('listConflicts', 422, { query }, { headers });
  }
  const conflict = { conflict: found.conflicts[0].id };
  const resolution = { headers, body: { resolution: 'The customer brought it back.' } };
  await call('resolveConflict', 422, conflict, { headers, body: { resolution: '' } });
  await call('resolveConflict', 404, { conflict: unknownId }, resolution);
  assert.equal((await call('resolveConflict', 200, conflict, resolution)).json.resolved_by, people.owner.user);
  await call('resolveConflict', 409, conflict, resolution);

  for (const [field, value] of [['name', ''], ['name', 'x'.repeat(101)], ['venue', 'x'], ['venue', unknownId], ['may', ['fly']], ['minutes', 0],
    ['minutes', 61], ['wants_signature', 'yes'], ['colour', 'blue']]) {
    const { json } = await call('makeEnrolment', 422, {}, { headers, body: { ...wanted, [field]: value } });
    assert.equal(json.field, field);
  }
  const stranger = { code: 'aaaa-bbbb-cccc', public_key: 'AAAA', proof: 'AAAA' };
  assert.equal((await call('enrolDevice', 422, {}, { body: stranger })).json.field, 'public_key');
  assert.equal((await call('enrolDevice', 422, {}, { body: { ...stranger, proof: '?' } })).json.field, 'proof');
  await call('enrolDevice', 404, nowhere, { body: stranger });
  await call('openDeviceSession', 422, device.here, { body: { challenge: 'x', signature: 'AAAA' } });
  for (const [operation, named, body] of [['makeEnrolment', {}, wanted], ['resolveConflict', conflict, resolution.body]]) {
    await call(operation, 400, named, { ...notJson, headers });
    await call(operation, 413, named, { headers, body: tooLarge });
    await call(operation, 415, named, { ...wrongType, headers: { ...headers, ...wrongType.headers } });
    await call(operation, 403, named, { headers: as('staff'), body });
    await onlyForStaff(operation, { body }, named);
  }
  for (const operation of ['enrolDevice', 'openDeviceSession']) {
    await call(operation, 400, device.here, notJson);
    await call(operation, 413, device.here, { body: tooLarge });
    await call(operation, 415, device.here, wrongType);
  }
  const unknown = { device: unknownId };
  await call('openDeviceSession', 404, unknown, { body: { challenge: 'x', signature: 'AAAA' } });
  await call('makeChallenge', 404, unknown);
  for (const operation of ['getManifest', 'uploadRecords']) {
    const body = operation === 'uploadRecords' ? { clock: { t_device: 0, mono_ms: 0 }, records: [{ record: '{}', signature: 'A' }] } : undefined;
    await call(operation, 404, { ...device.here, ...nowhere }, { headers: device.headers, body });
  }
  for (const operation of ['listDevices', 'listRecords', 'listConflicts', 'revokeDevice']) await onlyForStaff(operation, {}, device.here);

  await call('revokeDevice', 404, unknown, { headers });
  assert.equal((await call('revokeDevice', 200, device.here, { headers })).json.revoked_by, people.owner.user);
  await call('getManifest', 403, device.here, { headers: device.headers });
  const { devices } = (await call('listDevices', 200, {}, { headers })).json;
  assert.equal(devices.find((one) => one.id === device.here.device).last_seq, 2);
});

test('a device takes a lease, sells from it, and what is unsold comes back', async () => {
  const headers = as('owner');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const enrol = async (may) => Device.enrol((await call('makeEnrolment', 201, {}, { headers, body: { name: 'Stall', venue: venue.id, may } })).json.code);
  const device = await enrol(['hand-over', 'sell']);
  const looker = await enrol([]);
  await call('listOwnLeases', 401, device.here);
  await device.openSession();
  await looker.openSession();
  const own = { headers: device.headers };
  const { json: { offers } } = await call('listOwnLeases', 200, device.here, own);
  const soon = await slotCalled('last call');
  const offer = offers.find(({ from }) => from === 'slot') ?? { slot: soon.id, sku: 'MUG-BLUE' };
  const wanted = { nonce: 'nonce-of-a-lease-1', slot: offer.slot, sku: offer.sku, units: 2, minutes: 60 };
  const { json: lease } = await call('takeLease', 201, device.here, { ...own, body: wanted });
  assert.equal((await call('takeLease', 200, device.here, { ...own, body: wanted })).json.id, lease.id);
  await call('takeLease', 401, device.here, { body: wanted });
  await call('takeLease', 403, looker.here, { headers: looker.headers, body: wanted });
  await call('takeLease', 404, { ...device.here, ...nowhere }, { ...own, body: wanted });
  assert.equal((await call('takeLease', 409, device.here, { ...own, body: { ...wanted, nonce: 'nonce-of-a-lease-2', units: 1000 } })).json.type.split('/').at(-1), 'sold-out');
  for (const [field, value] of [['units', 0], ['units', 1001], ['units', '2'], ['slot', unknownId], ['sku', 'NOTHING'], ['minutes', 0], ['minutes', 4321], ['nonce', 'short'], ['from', 'moon'], ['colour', 'blue']]) {
    const { json } = await call('takeLease', 422, device.here, { ...own, body: { ...wanted, nonce: 'nonce-of-a-lease-3', [field]: value } });
    assert.equal(json.field, field);
  }
  const at = { ...device.here, lease: lease.id };
  await call('renewLease', 200, at, { ...own, body: { minutes: 120 } });
  await call('renewLease', 422, at, { ...own, body: { minutes: 0 } });
  await call('returnLease', 409, at, { ...own, body: { seq: 1 } });
  await call('returnLease', 422, at, { ...own, body: { seq: 0, units: 3 } });
  await call('returnLease', 422, at, { ...own, body: { seq: -1 } });
  await call('returnLease', 200, at, { ...own, body: { seq: 0, units: 1 } });

  const { json: { leases } } = await call('listLeases', 200, {}, { headers: as('staff') });
  assert.equal(leases.find((one) => one.id === lease.id).left, 1);
  const body = { at_once: true };
  await call('callLeaseBack', 403, at, { headers: as('staff'), body });
  await call('callLeaseBack', 404, { lease: unknownId }, { headers, body });
  await call('callLeaseBack', 422, at, { headers, body: { at_once: 'now' } });
  assert((await call('callLeaseBack', 200, at, { headers, body: {} })).json.called_back);
  await call('renewLease', 409, at, { ...own, body: {} });
  assert((await call('callLeaseBack', 200, at, { headers, body })).json.closed_at);
  for (const [operation, asker, sent] of [['takeLease', own, wanted], ['returnLease', own, { seq: 0 }], ['renewLease', own, {}], ['callLeaseBack', { headers }, body]]) {
    await call(operation, 400, at, { ...notJson, headers: asker.headers });
    await call(operation, 413, at, { headers: asker.headers, body: tooLarge });
    await call(operation, 415, at, { ...wrongType, headers: { ...asker.headers, ...wrongType.headers } });
    if (operation === 'returnLease' || operation === 'renewLease') {
      await call(operation, 401, at, { body: sent });
      await call(operation, 404, { ...at, lease: unknownId }, { ...asker, body: sent });
    }
  }
  await onlyForStaff('listLeases');
  await onlyForStaff('callLeaseBack', { body }, at);
  await call('listOwnLeases', 404, { ...device.here, ...nowhere }, own);
  await call('revokeDevice', 200, device.here, { headers });
  await call('listOwnLeases', 403, device.here, own);
  await call('renewLease', 403, at, { ...own, body: {} });
});

test('a booking is passed on by a link that works once', async () => {
  const { token } = await book('last call', 'MUG-BLUE', 1, 'giver@example.com');
  const of = { token };
  assert.equal((await call('getTransfer', 200, of)).json.open, false);
  const { json: first } = await call('offerTransfer', 201, of, { body: { days: 2 } });
  const secretOf = (link) => ({ secret: link.accept.split('/').at(-2) });
  await call('takeTransferBack', 204, of);
  const who = { body: { name: 'Cy', email: 'cy@example.com' } };
  await call('acceptTransfer', 410, secretOf(first), who);
  const { json: second } = await call('offerTransfer', 201, of, { body: {} });
  const secret = secretOf(second);
  assert((await call('getOfferedTransfer', 200, secret)).json.open);
  assert.equal((await call('acceptTransfer', 422, secret, { body: { name: 'Cy', email: 'nobody' } })).json.field, 'email');
  const { json: theirs } = await call('acceptTransfer', 201, secret, who);
  await call('acceptTransfer', 409, secret, { body: { name: 'Dee', email: 'dee@example.com' } });
  await call('getBooking', 410, of);
  await call('getTransfer', 410, of);
  await call('offerTransfer', 410, of, { body: {} });
  await call('cancelBooking', 410, of, { body: {} });
  await call('moveBooking', 410, of, { body: { to: unknownId } });
  await call('takeTransferBack', 410, of);
  await call('getBookingQrCode', 410, of);
  await call('getBookingCalendar', 410, of);
  await call('offerTransfer', 422, { token: theirs.token }, { body: { days: 31 } });
  await call('cancelBooking', 200, { token: theirs.token }, { body: {} });
  await call('offerTransfer', 409, { token: theirs.token }, { body: {} });
  for (const operation of ['getTransfer', 'takeTransferBack']) await call(operation, 404, { token: 'nonsense' });
  await call('offerTransfer', 404, { token: 'nonsense' }, { body: {} });
  await call('getOfferedTransfer', 404, { secret: 'nonsense' });
  await call('acceptTransfer', 404, { secret: 'nonsense' }, who);
  for (const [operation, at] of [['offerTransfer', of], ['acceptTransfer', secret]]) {
    await call(operation, 400, at, notJson);
    await call(operation, 413, at, { body: tooLarge });
    await call(operation, 415, at, wrongType);
  }
});

test('a card opens with the token of its booking, as docs/devices.md shows it', async () => {
  const headers = as('owner');
  const [venue] = (await call('listStock', 200, {}, { headers })).json.venues;
  const { json: { code } } = await call('makeEnrolment', 201, {}, { headers, body: { name: 'Door', venue: venue.id, may: [] } });
  const device = await Device.enrol(code);
  await device.openSession();
  const { json: { slots } } = await call('listSlots', 200);
  const soon = slots.find((one) => one.location.startsWith(venue.name) && one.state === 'open' && !one.bundle &&
    Date.parse(one.starts_at) < Date.now() + 7 * 86400_000 && one.offers.some((offer) => offer.remaining > 0));
  assert(soon, 'the demo has a slot within a week');
  const { sku } = soon.offers.find((offer) => offer.remaining > 0);
  const held = (await call('makeHold', 201, {}, { body: { lines: [{ slot: soon.id, sku, quantity: 1, fulfilment: 'PICKUP' }] } })).json;
  const booking = (await call('confirmHold', 201, { hold: held.id }, { body: { name: 'Bea Card', email: 'card@example.com' } })).json;
  const { json } = await call('getManifest', 200, { ...device.here, query: { hours: 168 } }, { headers: device.headers });
  const { cards } = JSON.parse(bytes(json.payload));
  const index = base64url((await subtle.digest('SHA-256', utf8(`timeshelf-card-index:${booking.token}`))).slice(0, 16));
  const card = await openCard(cards.find((one) => one.index === index), booking.token);
  assert.deepEqual([card.name, card.code, card.lines[0].due], ['Bea Card', booking.code, 1]);
});
