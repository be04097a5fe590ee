// What the shop's page knows: slots by id, which days it shows and how.
import { computed, signal, type Signal } from '@preact/signals';
import type { components } from '../api/schema';
import { Client, type Slot, type SlotList } from '../api/client';
import { addDays, addMonths, dateOf, dayIn, firstWeekdayOf, monthOf, weekOf, type Day } from '../calendar/days';
import { byDay, isOwn, nextStep } from '../calendar/slots';
import type { SlotNews } from '../live/follow';
import { recall, remember, speech } from '../words/language';
import { merged } from '../live/merge';

type Keys = components['schemas']['Shop']['keys'];

/** What the server put into the page (server/storefront/shop.cpp). */
export interface Embedded {
  shop: { slug: string; name: string; time_zone: string; keys: Keys };
  /** Leads the addresses in the answers: "https://shop.example" or "https://example.com/cal". */
  origin: string;
  /** How the shop stood when the slots were read. */
  mark: string;
  slots: SlotList;
}

export interface Shown {
  image: string;
  /** Null for a drawing. */
  picture: Slot['picture'];
}

export type View = 'month' | 'week' | 'list';
export const views: readonly View[] = ['month', 'week', 'list'];

const rememberedView = 'timeshelf-view';
const phone = '(max-width: 34rem)';

function firstView(): View {
  const chosen = recall(rememberedView);
  return views.find((view) => view === chosen) ?? (matchMedia(phone).matches ? 'list' : 'month');
}

export class Shop {
  readonly name: string;
  readonly zone: string;
  /** The path of the page without a slash at its end: "/s/kiln" or "/cal/s/kiln". */
  readonly path: string;
  readonly slots = signal<ReadonlyMap<string, Slot>>(new Map());
  readonly view = signal<View>(firstView());
  /** The day in whose month or week the calendar stands. */
  readonly day = signal<Day>('');
  readonly now: Signal<Date>;
  readonly connected = signal(true);
  readonly trouble = signal(false);
  readonly busy = signal(false);
  /** Slots that suit the visitor (preferences/panel.tsx). */
  readonly suiting = signal<ReadonlySet<string>>(new Set());
  /** What a member's link opens before it opens to all (members/panel.tsx). */
  readonly openToMember = signal<ReadonlySet<string>>(new Set());

  readonly days = computed(() => byDay(this.slots.value.values()));
  readonly firstWeekday = computed(() => firstWeekdayOf(speech.value?.locale ?? 'en'));
  readonly today = computed(() => dayIn(this.now.value, this.zone));

  readonly slug: string;
  readonly keys: Keys;
  private readonly origin: string;
  private readonly prefix: string;
  private readonly client: Client;
  private readonly from: string;
  /** How much a clock like the server's is ahead of the device's, which may be wrong by a day. */
  private readonly ahead: number;
  private to: string;

  constructor(embedded: Embedded, pathname: string) {
    this.slug = embedded.shop.slug;
    this.keys = embedded.shop.keys;
    this.name = embedded.shop.name;
    this.zone = embedded.shop.time_zone;
    this.origin = embedded.origin;
    this.path = pathname.replace(/\/+$/, '');
    this.prefix = this.path.slice(0, this.path.lastIndexOf('/s/'));
    this.client = new Client(this.prefix);
    this.from = embedded.slots.from;
    this.to = embedded.slots.to;
    this.ahead = Date.parse(this.from) - Date.now(); // what is to come begins when the server wrote it
    this.now = signal(this.time());
    this.take(embedded.slots.slots);
    this.day.value = [...this.days.value.keys()][0] ?? this.today.value;
  }

  get liveAddress(): string {
    return `${this.prefix}/api/v1/shops/${encodeURIComponent(this.slug)}/live`;
  }
  pageOf(slot: Slot): string {
    return `${this.path}/slots/${slot.id}`;
  }
  /** The picture of a slot, or of the first of its goods that has one: pictures from elsewhere are not shown to visitors. */
  pictureOf(slot: Slot): Shown | null {
    const own = [slot, ...slot.offers].find(({ image }) => isOwn(image, this.origin));
    return own ? { image: this.here(own.image as string), picture: own.picture } : null;
  }
  /** Addresses in an answer, on the host that the page came from. */
  here(addresses: string): string {
    return addresses.replaceAll(`${this.origin}/`, `${this.prefix}/`);
  }

  time(): Date {
    return new Date(Date.now() + this.ahead);
  }

  show(view: View): void {
    this.view.value = view;
    remember(rememberedView, view);
  }

  /** Goes to a day; what lies there is read where it is not known yet. */
  async goTo(day: Day): Promise<void> {
    this.day.value = day < this.today.value && monthOf(day) < monthOf(this.today.value) ? this.today.value : day;
    const end = this.view.value === 'month' ? addDays(addMonths(day, 1), 7) : addDays(weekOf(day, this.firstWeekday.value)[6] ?? day, 1);
    await this.readUntil(dateOf(addDays(end, 1)).toISOString());
  }

  private async readUntil(end: string): Promise<void> {
    if (Date.parse(end) <= Date.parse(this.to)) return;
    this.busy.value = true;
    try {
      const { slots } = await this.client.get('/api/v1/shops/{shop}/slots', { shop: this.slug }, { from: this.to, to: end });
      this.to = end;
      this.take([...this.slots.value.values(), ...slots]);
      this.trouble.value = false;
    } catch {
      this.trouble.value = true;
    } finally {
      this.busy.value = false;
    }
  }

  /** Everything that the page shows, again. Throws what the client throws. */
  async reread(): Promise<void> {
    try {
      const longest = 400 * 86_400_000; // of one answer
      const until = new Date(Math.min(Date.parse(this.to), Date.parse(this.from) + longest)).toISOString();
      const { slots } = await this.client.get('/api/v1/shops/{shop}/slots', { shop: this.slug }, { from: this.from, to: until });
      const beyond = [...this.slots.value.values()].filter((slot) => slot.starts_at >= until);
      this.take([...slots, ...beyond]);
      this.trouble.value = false;
    } catch (reason) {
      this.trouble.value = true;
      throw reason;
    }
  }

  moved(news: SlotNews): void {
    const known = this.slots.value.get(news.id);
    if (!known || (known.revision < news.revision && known.edition !== news.edition)) void this.readSlot(news.id);
    if (!known || known.revision >= news.revision) return;
    this.put(merged(known, news));
  }

  /** Time passes: the next countdown says how finely it is watched. Answers after how many milliseconds it does again. */
  tick(now: Date): number {
    this.now.value = now;
    const near = [...this.slots.value.values()].some((slot) => {
      const step = nextStep(slot);
      return step !== null && step.at.getTime() - now.getTime() < 3 * 60_000;
    });
    return near ? 1_000 : 30_000;
  }

  private async readSlot(id: string): Promise<void> {
    try {
      this.put(await this.client.get('/api/v1/shops/{shop}/slots/{slot}', { shop: this.slug, slot: id }));
    } catch {
      // the next reading of all has it
    }
  }
  private put(slot: Slot): void {
    const known = this.slots.value.get(slot.id);
    if (known && known.revision > slot.revision) return;
    if (!known && (slot.starts_at >= this.to || slot.ends_at <= this.from)) return; // read when somebody goes there
    this.slots.value = new Map(this.slots.value).set(slot.id, slot);
  }
  /** These and no others; of what news told meanwhile the newer stays. */
  private take(slots: readonly Slot[]): void {
    const known = this.slots.peek();
    const newer = (slot: Slot): Slot => {
      const before = known.get(slot.id);
      return before && before.revision > slot.revision ? before : slot;
    };
    this.slots.value = new Map(slots.map((slot) => [slot.id, newer(slot)]));
  }
}
