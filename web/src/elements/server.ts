// What the elements ask of the shop's server, from whatever site they stand on: without cookies, and only what everybody may
// read.
import { Client, type Slot } from '../api/client';
import { follow, type Follower } from '../live/follow';

const open: typeof fetch = (address, how) => fetch(address, { ...how, credentials: 'omit' });

/** `base`: where the installation stands, as "https://shop.example/cal". */
export class Server {
  private readonly client: Client;

  constructor(private readonly base: string) {
    this.client = new Client(base, open);
  }

  slot(shop: string, slot: string): Promise<Slot> {
    return this.client.get('/api/v1/shops/{shop}/slots/{slot}', { shop, slot });
  }
  async slots(shop: string, days: number, now: Date): Promise<readonly Slot[]> {
    const to = new Date(now.getTime() + days * 86_400_000);
    const { slots } = await this.client.get('/api/v1/shops/{shop}/slots', { shop }, { from: seconds(now), to: seconds(to) });
    return slots;
  }
  page(shop: string): string {
    return `${this.base}/s/${encodeURIComponent(shop)}`;
  }
  /** All elements of a page that show the same shop share one stream. Answers what ends it for this one. */
  follow(shop: string, follower: Follower): () => void {
    const address = `${this.base}/api/v1/shops/${encodeURIComponent(shop)}/live`;
    const stream = streams.get(address) ?? begin(address);
    stream.followers.add(follower);
    return () => {
      stream.followers.delete(follower);
      if (stream.followers.size > 0) return;
      stream.end();
      streams.delete(address);
    };
  }
}

// The same minute, the same address: so that a browser asks with the ETag that it has.
const seconds = (at: Date): string => new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString();

interface Stream {
  followers: Set<Follower>;
  end: () => void;
}

const streams = new Map<string, Stream>();

function begin(address: string): Stream {
  const followers = new Set<Follower>();
  // An element reads before it follows, so that it shows something where no stream is allowed; the stream's first mark makes
  // it read once more, which costs a header where nothing moved.
  const end = follow(address, '', {
    moved: (news) => followers.forEach((one) => one.moved(news)),
    reread: async () => void (await Promise.all([...followers].map((one) => one.reread()))),
    connected: (yes) => followers.forEach((one) => one.connected(yes)),
  });
  const stream = { followers, end };
  streams.set(address, stream);
  return stream;
}
