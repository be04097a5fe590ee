// What can be booked, as it moves: the server's stream of events, and asking every now and then where there is none.
import type { components } from '../api/schema';

export type SlotNews = components['schemas']['SlotNews'];

export interface Follower {
  /** A slot moved. What came late or twice is for the follower to notice: revisions rise. */
  moved(news: SlotNews): void;
  /** Something may have been missed: read everything again. Rejects where that failed. */
  reread(): Promise<void>;
  /** Whether news arrive by themselves. */
  connected(yes: boolean): void;
}

/** What of a browser is used here, so that tests can stand in for it. */
export interface Surroundings {
  open(address: string): EventSource;
  later(act: () => void, milliseconds: number): number;
  never(timer: number): void;
  /** 0 to 1, so that those who were cut off together do not come back together. */
  random(): number;
  isHidden(): boolean;
  /** Calls back when the page is hidden or shown; answers what ends that. */
  onVisibility(act: () => void): () => void;
}

const firstPause = 5_000;
const longestPause = 60_000;
const spread = 2_000;
const open = 1; // of EventSource.readyState
const closed = 2;
/** A page in the background gives its connection back: browsers allow six to a server, over all tabs. */
const keptWhileHidden = 30_000;

export const browser: Surroundings = {
  open: (address) => new EventSource(address),
  later: (act, milliseconds) => window.setTimeout(act, milliseconds),
  never: (timer) => window.clearTimeout(timer),
  random: () => Math.random(),
  isHidden: () => document.visibilityState === 'hidden',
  onVisibility: (act) => {
    document.addEventListener('visibilitychange', act);
    return () => document.removeEventListener('visibilitychange', act);
  },
};

/** Follows the stream at `address`. `known` is the mark of what the follower has already. Answers what ends it. */
export function follow(address: string, known: string, follower: Follower, around: Surroundings = browser): () => void {
  let source: EventSource | null = null;
  let mark = known;
  let wanted = 0; // how often something may have been missed, and which of that was read again
  let settled = 0;
  let pause = firstPause;
  let polling: number | null = null;
  let closing: number | null = null;

  const stop = (timer: number | null): null => {
    if (timer !== null) around.never(timer);
    return null;
  };

  // What moves between `hello` and the end of reading comes as news.
  const reread = async (): Promise<boolean> => {
    const reading = ++wanted;
    try {
      await follower.reread();
      settled = Math.max(settled, reading);
      return true;
    } catch {
      return false;
    }
  };

  const pollLater = (): void => {
    polling ??= around.later(() => void poll(), pause * (0.75 + around.random() / 2));
  };
  const poll = async (): Promise<void> => {
    polling = null;
    if (around.isHidden()) return; // begins again when it is seen
    const good = await reread();
    pause = Math.min(pause * 2, longestPause);
    // A browser that was refused does not try again by itself.
    if (source?.readyState === closed) connect();
    if (!good || source?.readyState !== open) pollLater();
  };

  const connect = (): void => {
    source?.close();
    const opened = around.open(address);
    let first = true;
    source = opened;
    opened.addEventListener('hello', (event) => {
      polling = stop(polling);
      pause = firstPause;
      follower.connected(true);
      // Said again on an open stream, it is said to everybody at once.
      const delay = first ? 0 : spread * around.random();
      first = false;
      const missed = event.lastEventId !== mark || settled < wanted;
      mark = event.lastEventId;
      if (!missed) return;
      ++wanted;
      around.later(() => void reread().then((good) => good || pollLater()), delay);
    });
    opened.addEventListener('slot', (event) => {
      mark = event.lastEventId;
      follower.moved(JSON.parse(event.data as string) as SlotNews);
    });
    opened.addEventListener('error', () => {
      first = true;
      follower.connected(false);
      pollLater();
    });
  };
  const disconnect = (): void => {
    source?.close();
    source = null;
    polling = stop(polling);
  };

  const visibility = (): void => {
    closing = stop(closing);
    if (around.isHidden()) {
      closing = around.later(disconnect, keptWhileHidden);
    } else if (!source || source.readyState === closed) {
      connect();
    } else if (source.readyState !== open) {
      pollLater();
    }
  };
  const unwatch = around.onVisibility(visibility);
  connect();
  return () => {
    unwatch();
    closing = stop(closing);
    disconnect();
  };
}
