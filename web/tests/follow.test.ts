import { beforeEach, expect, test } from 'vitest';
import { follow, type Surroundings } from '../src/live/follow';

// A stream in the hands of the test.
class Source extends EventTarget {
  readyState = 0;
  say(kind: string, mark: string, data: object = {}): void {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent(kind, { lastEventId: mark, data: JSON.stringify(data) }));
  }
  /** The browser tries again by itself, unless the stream was refused. */
  break(refused = false): void {
    this.readyState = refused ? 2 : 0;
    this.dispatchEvent(new Event('error'));
  }
  close(): void {
    this.readyState = 2;
  }
}

let sources: Source[];
let timers: Map<number, { act: () => void; at: number }>;
let now: number;
let hidden: boolean;
let seen: () => void;
let heard: string[];
let failing: boolean;

const around: Surroundings = {
  open: () => {
    sources.push(new Source());
    return sources.at(-1) as unknown as EventSource;
  },
  later: (act, milliseconds) => {
    const timer = timers.size + 1;
    timers.set(timer, { act, at: now + milliseconds });
    return timer;
  },
  never: (timer) => void (timers.get(timer)!.at = Infinity),
  random: () => 0.5,
  isHidden: () => hidden,
  onVisibility: (act) => {
    seen = act;
    return () => void (seen = () => undefined);
  },
};

async function pass(milliseconds: number): Promise<void> {
  const until = now + milliseconds;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve)); // what was promised comes first
    const due = [...timers.values()].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    if (!due) break;
    now = due.at;
    due.at = Infinity;
    due.act();
  }
  now = until;
}
const rereads = () => heard.filter((what) => what === 'reread').length;
const source = () => sources.at(-1)!;

function begin(): () => void {
  return follow('/live', 'first', {
    moved: (news) => heard.push(`moved ${news.revision}`),
    reread: () => {
      heard.push('reread');
      return failing ? Promise.reject(new Error('no')) : Promise.resolve();
    },
    connected: (yes) => heard.push(yes ? 'connected' : 'cut off'),
  }, around);
}

beforeEach(() => {
  sources = [];
  timers = new Map();
  now = 0;
  hidden = false;
  heard = [];
  failing = false;
});

test('who has what the shop shows reads nothing again', async () => {
  begin();
  source().say('hello', 'first');
  source().say('slot', 'second', { id: 'a', revision: 7 });
  await pass(60_000);
  expect(heard).toEqual(['connected', 'moved 7']);
});

test('what was missed is read again: at the first words, and after being cut off', async () => {
  begin();
  source().say('hello', 'other');
  await pass(0);
  expect(rereads()).toBe(1);
  source().say('slot', 'second', { id: 'a', revision: 7 });
  source().break();
  source().say('hello', 'second');
  await pass(0);
  expect(rereads()).toBe(1);
  source().break();
  source().say('hello', 'third');
  await pass(0);
  expect(rereads()).toBe(2);
});

test('what could not be read is read later, though the stream goes on', async () => {
  begin();
  failing = true;
  source().say('hello', 'other');
  source().say('slot', 'second', { id: 'a', revision: 7 });
  await pass(0);
  failing = false;
  await pass(5_000);
  expect(rereads()).toBe(2);
  await pass(300_000);
  expect(rereads()).toBe(2);
});

test('that reading failed is not forgotten when the stream comes back at the same mark', async () => {
  begin();
  failing = true;
  source().say('hello', 'other');
  source().say('slot', 'second', { id: 'a', revision: 7 });
  await pass(0);
  source().break();
  failing = false;
  source().say('hello', 'second');
  await pass(0);
  expect(rereads()).toBe(2);
});

test('without a stream it asks less and less often, and tries the stream again', async () => {
  begin();
  const asked: number[] = [];
  for (let i = 0; i < 400; ++i) {
    if (source().readyState === 0) source().break(true);
    const before = rereads();
    await pass(1_000);
    if (rereads() > before) asked.push(now / 1_000);
  }
  const pauses = asked.map((at, i) => at - (asked[i - 1] ?? 0));
  expect(pauses.slice(0, 5)).toEqual([5, 10, 20, 40, 60]);
  expect(Math.max(...pauses)).toBe(60);
  expect(sources.length).toBe(asked.length + 1);
  source().say('hello', 'x');
  await pass(0);
  const before = rereads();
  await pass(300_000);
  expect(rereads()).toBe(before);
  expect(heard.at(-1)).not.toBe('cut off');
});

test('while the browser tries again itself, it asks beside', async () => {
  begin();
  source().break();
  await pass(20_000);
  expect(sources).toHaveLength(1);
  expect(rereads()).toBe(2);
});

test('a page in the background gives the connection back, and follows again when it is seen', async () => {
  begin();
  source().say('hello', 'first');
  hidden = true;
  seen();
  await pass(29_000);
  expect(source().readyState).toBe(1);
  await pass(2_000);
  expect(source().readyState).toBe(2);
  await pass(600_000);
  expect([sources.length, rereads()]).toEqual([1, 0]);
  hidden = false;
  seen();
  expect(sources).toHaveLength(2);
  source().say('hello', 'later');
  await pass(0);
  expect(rereads()).toBe(1);
});

test('a glance at another page changes nothing', async () => {
  begin();
  source().say('hello', 'first');
  hidden = true;
  seen();
  await pass(10_000);
  hidden = false;
  seen();
  await pass(60_000);
  expect([sources.length, source().readyState]).toEqual([1, 1]);
});

test('said again on an open stream, it is read after a moment of one’s own', async () => {
  begin();
  source().say('hello', 'first');
  source().say('hello', 'restored');
  await pass(900);
  expect(rereads()).toBe(0);
  await pass(200);
  expect(rereads()).toBe(1);
});

test('who has had enough hears nothing more', async () => {
  const end = begin();
  source().break(true);
  end();
  await pass(600_000);
  expect([sources.length, rereads(), source().readyState]).toEqual([1, 0, 2]);
});
