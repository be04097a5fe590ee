// One answer, read whole: a network that breaks while it comes, and a page of some other network's in its place, are no network.
import { Problem, problemOf } from '../api/client';
import type { ServersTime } from './clock';

export interface Answered {
  status: number;
  etag: string | null;
  /** What it says; null where it has no body. */
  json: unknown;
  /** Where it says when it was made. */
  time: ServersTime | null;
}

/** Throws Problem: with status 0 where nothing came for `patience` milliseconds, or not all of it, or no JSON. */
export async function readAnswer(patience: number, ask: (signal: AbortSignal) => Promise<Response>): Promise<Answered> {
  const giveUp = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(new Error(`nothing came for ${patience} ms`)), patience);
  };
  wait();
  const asked = performance.now();
  try {
    const answer = await ask(giveUp.signal);
    const came = performance.now();
    const text = await readText(answer, wait);
    if (!answer.ok && answer.status !== 304) throw await problemOf(new Response(text, answer));
    const json = text === '' ? null : (JSON.parse(text) as unknown);
    return { status: answer.status, etag: answer.headers.get('ETag'), json, time: timeOf(answer.headers.get('Date'), json, asked, came) };
  } catch (reason) {
    if (reason instanceof Problem) throw reason;
    throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
  } finally {
    clearTimeout(timer);
  }
}

async function readText(answer: Response, came: () => void): Promise<string> {
  const reader = answer.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    came();
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

// Both say whole seconds, and when within the way there and back it was is not known.
function timeOf(date: string | null, json: unknown, asked: number, came: number): ServersTime | null {
  const said = Date.parse(date ?? (json as { server_time?: string } | null)?.server_time ?? '');
  if (Number.isNaN(said)) return null;
  return { at: said + 500 + (came - asked) / 2, steady: came, off: 500 + (came - asked) / 2 };
}
