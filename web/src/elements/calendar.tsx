// <timeshelf-calendar shop="kiln-street" days="60" most="12">: what comes next, day by day.
import type { ComponentChild } from 'preact';
import type { Slot } from '../api/client';
import { byDay } from '../calendar/slots';
import { dateOf } from '../calendar/days';
import type { SlotNews } from '../live/follow';
import { merged } from '../live/merge';
import { writeDate } from '../words/write';
import { base, ShopElement } from './element';
import { Entry } from './entry';
import type { Said } from './words';

const usualDays = 60;
const usualMost = 12;
const longest = 400; // days that the server answers for at once

export class CalendarElement extends ShopElement {
  private slots: readonly Slot[] | null = null;
  /** The shop that they are of. */
  private shown = '';
  /** Editions of slots that were looked for and are not among those that it shows: what moves there is no news here. */
  private readonly elsewhere = new Map<string, string>();

  protected override async read(): Promise<void> {
    const { shop } = this;
    const slots = await this.server.slots(shop, Math.min(this.whole('days', usualDays), longest), new Date());
    if (shop !== this.shop) return; // another one was asked for meanwhile
    [this.slots, this.shown] = [slots, shop];
  }
  protected override take(news: SlotNews): boolean {
    const known = this.slots?.find((slot) => slot.id === news.id);
    if (!known) {
      const looked = this.elsewhere.get(news.id) === news.edition;
      this.elsewhere.set(news.id, news.edition);
      return looked;
    }
    if (known.revision >= news.revision) return true;
    this.slots = this.slots?.map((slot) => (slot.id === news.id ? merged(slot, news) : slot)) ?? null;
    return known.edition === news.edition;
  }
  protected override content(said: Said): ComponentChild {
    if (!this.slots || this.shown !== this.shop) return null;
    const now = new Date().toISOString();
    const coming = [...this.slots].filter((slot) => slot.ends_at > now).slice(0, this.whole('most', usualMost));
    const days = [...byDay(coming)];
    const page = this.server.page(this.shop);
    return (
      <section class="calendar" part="calendar" aria-label={said.words.list(this.shop)}>
        {days.length === 0 && <p class="note">{said.words.nothing}</p>}
        <ol>
          {days.map(([day, slots]) => (
            <li key={day}>
              <p class="day">{writeDate(dateOf(day), 'longDay', said.locale, 'UTC')}</p>
              <ul>
                {slots.map((slot) => (
                  <li key={slot.id}>
                    <Entry slot={slot} said={said} base={base} small />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
        <p class="more">
          <a href={page}>{said.words.toShop}</a>
        </p>
      </section>
    );
  }

  private whole(attribute: string, usual: number): number {
    const value = Number(this.getAttribute(attribute) ?? usual);
    return Number.isInteger(value) && value > 0 ? value : usual;
  }
}
