// What changes something at the server. Nothing is sent twice by mistake: a request that may be repeated has a key.
import { Problem, problemOf } from './client';

/** Who waits longer for an answer may try again. */
const patience = 60_000;

/** Ends what waits for longer. AbortSignal.timeout is younger than what the build is for (vite.config.ts): Chromium 94 to 102 lack it. */
export function within(milliseconds: number): AbortSignal {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), milliseconds);
  return ending.signal;
}

/** Throws Problem; its status is 0 where nothing arrived, or no answer did: nobody knows which. */
export async function send<Answer>(method: 'POST' | 'DELETE', address: string, body?: unknown, key?: string): Promise<Answer> {
  try {
    const response = await fetch(address, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(key ? { 'Idempotency-Key': key } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: within(patience),
    });
    if (!response.ok) throw await problemOf(response);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  } catch (reason) {
    if (reason instanceof Problem) throw reason;
    throw new Problem(0, reason instanceof Error ? reason.message : String(reason)); // also in the middle of the answer
  }
}

/** 128 random bits; crypto.randomUUID is there over https alone. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One key for as long as the same is sent: pressed twice, or again after the connection broke, it is done once. */
export class Keys {
  private last: { text: string; key: string } | null = null;

  of(body: unknown): string {
    const text = JSON.stringify(body);
    if (this.last?.text !== text) this.last = { text, key: randomKey() };
    return this.last.key;
  }
}
