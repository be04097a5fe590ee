// <timeshelf-slot shop="kiln-street" slot-id="068q…">: one slot, as it stands now.
import type { ComponentChild } from 'preact';
import type { Slot } from '../api/client';
import type { SlotNews } from '../live/follow';
import { merged } from '../live/merge';
import { base, ShopElement } from './element';
import { Entry } from './entry';
import type { Said } from './words';

export class SlotElement extends ShopElement {
  private slotNow: Slot | null = null;

  protected override async read(): Promise<void> {
    const asked = this.getAttribute('slot-id') ?? '';
    const slot = await this.server.slot(this.shop, asked);
    if (asked === this.getAttribute('slot-id')) this.slotNow = slot;
  }
  protected override take(news: SlotNews): boolean {
    const known = this.slotNow;
    if (known?.id !== news.id || known.revision >= news.revision) return true; // not ours, or late
    this.slotNow = merged(known, news);
    return known.edition === news.edition;
  }
  protected override content(said: Said): ComponentChild {
    return this.slotNow && <Entry slot={this.slotNow} said={said} base={base} />;
  }
}
