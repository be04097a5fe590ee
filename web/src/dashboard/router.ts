// Where somebody is: /dashboard/calendar?slot=…, on the History API. Links are plain links; the frame hands their clicks here.
import { signal } from '@preact/signals';

export interface Place {
  /** A path of views.ts. */
  view: string;
  query: URLSearchParams;
}

const first = 'today';
const kept = 'lang'; // goes along wherever somebody goes

export class Router {
  readonly place = signal<Place>({ view: first, query: new URLSearchParams() });
  /** Asked before a view is left; a view with unsaved changes sets it, and takes it away again. */
  guard: (() => Promise<boolean>) | null = null;
  private index = 0;

  constructor(
    /** "/dashboard", or "/cal/dashboard". */
    private readonly root: string,
  ) {}

  /** Follows the address from now on. */
  start(): void {
    this.index = (history.state as { index?: number } | null)?.index ?? 0;
    history.replaceState({ index: this.index }, '');
    this.place.value = this.read();
    addEventListener('popstate', (event) => void this.moved((event.state as { index?: number } | null)?.index ?? 0));
    document.addEventListener('click', (event) => this.clicked(event));
  }

  /** `/dashboard/calendar?slot=…`; empty values are left out. */
  address(view: string, query: Record<string, string> = {}): string {
    const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
    const language = typeof location === 'object' ? new URLSearchParams(location.search).get(kept) : null;
    if (language && !asked.has(kept)) asked.set(kept, language);
    const text = asked.toString();
    return `${this.root}/${view}${text && `?${text}`}`;
  }

  async go(view: string, query: Record<string, string> = {}): Promise<void> {
    await this.follow(this.address(view, query));
  }
  /** The same view with another query, without a step in the history: what a filter says. */
  refine(query: Record<string, string>): void {
    history.replaceState({ index: this.index }, '', this.address(this.place.peek().view, query));
    this.place.value = this.read();
  }

  private async follow(address: string): Promise<void> {
    if (this.guard && !(await this.guard())) return;
    this.guard = null;
    history.pushState({ index: ++this.index }, '', address);
    this.place.value = this.read();
    scrollTo(0, 0);
  }

  // The browser has gone already: who stays is brought back.
  private async moved(index: number): Promise<void> {
    const by = index - this.index;
    if (by === 0) return;
    if (this.guard) {
      history.go(-by);
      if (!(await this.guard())) return;
      this.guard = null;
      history.go(by);
      return;
    }
    this.index = index;
    this.place.value = this.read();
  }

  private clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (!this.viewOf(link.pathname) || link.dataset['page'] !== undefined) return;
    event.preventDefault();
    void this.follow(link.href);
  }

  private read(): Place {
    return { view: this.viewOf(location.pathname) ?? first, query: new URLSearchParams(location.search) };
  }
  private viewOf(pathname: string): string | null {
    const path = pathname.replace(/\/+$/, '');
    if (path === this.root) return first;
    if (!path.startsWith(`${this.root}/`)) return null;
    const rest = path.slice(this.root.length + 1);
    return rest.includes('/') ? null : rest;
  }
}
