import { expect, test } from 'vitest';
import { DeviceServer } from '../../src/pickup/server';

test('the clocks of an upload are read as it goes out, behind what opens the session', async () => {
  const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])) as CryptoKeyPair;
  let passed = 0; // a second for each request
  const sent: { clock?: unknown }[] = [];
  const server = new DeviceServer('', (_, request) => {
    passed += 1_000;
    sent.push(typeof request?.body === 'string' ? (JSON.parse(request.body) as { clock?: unknown }) : {});
    return Promise.resolve(Response.json({ challenge: 'once', token: 'session', answers: [] }));
  });
  await server.upload({ shop: 'studio', id: 'device', key: keys.privateKey }, () => ({ t_device: passed, mono_ms: passed }), []);
  expect(sent.length).toBe(3);
  expect(sent[2]?.clock).toEqual({ t_device: 2_000, mono_ms: 2_000 });
});
