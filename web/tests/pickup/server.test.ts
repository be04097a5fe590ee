import { afterEach, expect, test, vi } from 'vitest';
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

const device = { shop: 'studio', id: 'device', key: null as unknown as CryptoKey };

/** The server opens a session, and answers everything else by `answer`. */
function answering(answer: (signal: AbortSignal | null | undefined) => Response): DeviceServer {
  vi.spyOn(crypto.subtle, 'sign').mockResolvedValue(new ArrayBuffer(64));
  return new DeviceServer('', (path, request) =>
    Promise.resolve(/\/(challenge|session)$/.test(String(path)) ? Response.json({ challenge: 'once', token: 'session' }) : answer(request?.signal)),
  );
}
/** A body that comes in parts, one every `pause` milliseconds; behind the last it ends, breaks or hangs. */
function parts(texts: string[], pause: number, end: 'ends' | 'breaks' | 'hangs', signal?: AbortSignal | null): ReadableStream {
  const left = [...texts];
  return new ReadableStream({
    start: (stream) => signal?.addEventListener('abort', () => stream.error(signal.reason)),
    async pull(stream) {
      const next = left.shift();
      if (next === undefined && end === 'hangs') return new Promise(() => undefined);
      await new Promise((resume) => setTimeout(resume, pause));
      if (next !== undefined) stream.enqueue(new TextEncoder().encode(next));
      else if (end === 'ends') stream.close();
      else stream.error(new TypeError('network error'));
    },
  });
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a network that breaks while an answer comes is no network, and not a full disk', async () => {
  const server = answering(() => new Response(parts(['{"server_', 'time"'], 0, 'breaks')));
  const asked = [
    () => server.leases(device),
    () => server.manifest(device, null),
    () => server.upload(device, () => ({ t_device: 0, mono_ms: 0 }), []),
    () => server.booking('token'),
    () => server.takeLease(device, { nonce: 'n', slot: 's', sku: 'MUG', units: 1, from: 'slot' }),
  ];
  for (const ask of asked) await expect(ask()).rejects.toMatchObject({ name: 'Problem', status: 0 });
});

test('another network’s page in place of an answer is no network', async () => {
  const server = answering(() => new Response('<title>Welcome to our WLAN</title>', { headers: { 'Content-Type': 'text/html' } }));
  await expect(server.leases(device)).rejects.toMatchObject({ name: 'Problem', status: 0 });
});

test('what comes slowly is waited for, and what does not come is not', async () => {
  vi.useFakeTimers();
  const slow = answering((signal) => new Response(parts(['{"pay', 'load', '": "', '"}'], 14_000, 'ends', signal), { headers: { ETag: '"1"' } }));
  const came = slow.manifest(device, null);
  await vi.advanceTimersByTimeAsync(80_000);
  expect(await came).toEqual({ signed: { payload: '' }, etag: '"1"' });
  const hanging = answering((signal) => new Response(parts(['{'], 10, 'hangs', signal)));
  const gaveUp = expect(hanging.leases(device)).rejects.toMatchObject({ name: 'Problem', status: 0 });
  await vi.advanceTimersByTimeAsync(16_000);
  await gaveUp;
});

test('what the server refuses is told with its document, although the answer is read here', async () => {
  const refused = { type: 'https://x/problems/device-revoked', kind: 'device-revoked', title: 'No', status: 403, detail: 'The device was revoked.' };
  const server = answering(() => new Response(JSON.stringify(refused), { status: 403, headers: { 'Content-Type': 'application/problem+json' } }));
  await expect(server.leases(device)).rejects.toMatchObject({ status: 403, message: 'The device was revoked.', document: { kind: 'device-revoked' } });
});

test('each answer that says the server’s time is heard, by its header or by what it says', async () => {
  const heard: number[] = [];
  const times = [{ Date: 'Fri, 20 Mar 2026 10:00:00 GMT' }, {}];
  const server = answering(() => Response.json({ server_time: '2026-03-20T11:00:00Z' }, { headers: times.shift() as Record<string, string> }));
  server.saysTime = ({ at }) => heard.push(at);
  await server.leases(device);
  await server.leases(device);
  const [header, body] = [Date.parse('2026-03-20T10:00:00Z'), Date.parse('2026-03-20T11:00:00Z')];
  expect(heard.map((at, which) => Math.abs(at - [header, body][which]!) < 5_000)).toEqual([true, true]);
});
