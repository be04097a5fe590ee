// What both elements share: they read, follow, and draw into a shadow root that the site's styles do not reach.
import { render, type ComponentChild } from 'preact';
import { Problem } from '../api/client';
import type { SlotNews } from '../live/follow';
import { Server } from './server';
import css from './style.css?inline';
import { speak, type Said } from './words';

// A constructed sheet is no inline style, so a site's Content-Security-Policy has nothing against it.
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

// The script's own address says where the shop's server is. It is known only while the script runs.
const script = document.currentScript as HTMLScriptElement | null;
export const base = new URL('.', script?.src ?? location.href).href.replace(/\/$/, '');

export abstract class ShopElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['shop', 'slot-id', 'days', 'most', 'lang', 'theme'];

  protected readonly server = new Server(base);
  private readonly root = this.attachShadow({ mode: 'open' });
  private end: (() => void) | null = null;
  private began = 0;
  private waiting = false;

  /** Reads everything that it shows. Rejects where that failed. */
  protected abstract read(): Promise<void>;
  /** A slot moved; false where it has to be read again. */
  protected abstract take(news: SlotNews): boolean;
  /** What it shows; null before anything was read. */
  protected abstract content(said: Said): ComponentChild;

  get shop(): string {
    return this.getAttribute('shop') ?? '';
  }

  connectedCallback(): void {
    this.root.adoptedStyleSheets = [sheet];
    this.begin();
  }
  disconnectedCallback(): void {
    this.end?.();
    this.end = null;
  }
  attributeChangedCallback(name: string): void {
    if (!this.end || this.waiting) return; // an element that was there before the script hears of its attributes before it begins
    if (name === 'lang' || name === 'theme') return this.draw();
    this.waiting = true; // several attributes that change at once are one change
    queueMicrotask(() => {
      this.waiting = false;
      if (!this.isConnected) return;
      this.disconnectedCallback();
      this.begin();
    });
  }

  private begin(): void {
    const life = ++this.began;
    const again = async (): Promise<void> => {
      try {
        await this.read();
      } catch (reason) {
        if (life === this.began) this.trouble(reason);
        throw reason;
      }
      if (life === this.began) this.draw();
    };
    const quietly = (): void => void again().catch(() => undefined); // said in the element, and tried again by the stream
    this.draw();
    quietly();
    this.end = this.server.follow(this.shop, {
      moved: (news) => (this.take(news) ? this.draw() : quietly()),
      reread: again,
      connected: () => undefined,
    });
  }

  private get said(): Said {
    return speak(this.closest('[lang]')?.getAttribute('lang') || 'en');
  }
  protected draw(): void {
    const said = this.said;
    render(this.content(said) ?? <p class="note">{said.words.loading}</p>, this.root);
  }
  // What is shown stays: it is older, and not wrong.
  private trouble(reason: unknown): void {
    const said = this.said;
    if (this.content(said)) return;
    const gone = reason instanceof Problem && reason.status === 404;
    render(
      <p class="note">
        {gone ? said.words.gone : said.words.failed} <a href={this.server.page(this.shop)}>{said.words.toShop}</a>
      </p>,
      this.root,
    );
  }
}
