// From page to page without loading anew: the next page is asked for, and what it begins with is taken out of it. So the server
// alone decides what a page knows, and each of them can be loaded by itself.
import { signal } from '@preact/signals';
import { Problem } from '../api/client';
import { within } from '../api/send';
import { forgetBegun } from './begun';
import { hear } from './clock';
import type { Page } from './page';
import { ready } from './rare';

export const page = signal<Page | null>(null);

/** What stands before "/s/…", "/b/…" in the address: "" or "/cal". */
export const prefixOf = (pathname: string): string => /^(.*?)\/[sbtwd]\//.exec(pathname)?.[1] ?? '';
export const prefix = (): string => prefixOf(location.pathname);

/** The path here of an address in an answer. */
export function here(address: string): string {
  const origin = page.value?.origin ?? '';
  return prefix() + (address.startsWith(origin) ? address.slice(origin.length) : new URL(address, location.href).pathname);
}
/** Addresses in an answer, on the host that the page came from. */
export const allHere = (addresses: string): string => addresses.replaceAll(`${page.value?.origin ?? ''}/`, `${prefix()}/`);
/** The path of the shop's page. */
export const shopPath = (): string => (page.value?.shop ? `${prefix()}/s/${encodeURIComponent(page.value.shop.slug)}` : `${prefix()}/`);
export const apiPath = (): string => `${prefix()}/api/v1/shops/${encodeURIComponent(page.value?.shop?.slug ?? '')}`;

/** Shows a page that was read. */
export function show(next: Page): void {
  hear(next.now);
  page.value = next;
}

export const embeddedIn = (document: Document): string | null => document.getElementById('embedded')?.textContent ?? null;

type Step = 'push' | 'replace';

const patience = 30_000;
let visits = 0;

/**
 * Throws Problem where there is no connection. A page that runs no app of this kind is loaded as any other. Of two visits the later
 * one counts, whichever answer comes first.
 */
export function visit(path: string, step: Step): Promise<void> {
  const mine = ++visits;
  return arrive(path, step, () => mine === visits);
}

/** What is shown, as it is now. Whoever has gone on meanwhile is not called back. */
export function look(): Promise<void> {
  const [began, seen] = [visits, page.peek()];
  return arrive(location.href, 'replace', () => began === visits && page.peek() === seen);
}

async function arrive(path: string, step: Step, isWanted: () => boolean): Promise<void> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { headers: { Accept: 'text/html' }, signal: within(patience) });
    text = await response.text();
  } catch (reason) {
    throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
  }
  if (!isWanted()) return;
  const embedded = embeddedIn(new DOMParser().parseFromString(text, 'text/html'));
  const next = embedded ? (JSON.parse(embedded) as Page) : null;
  if (!next?.view) {
    location.assign(response.url);
    return;
  }
  await ready(next);
  if (!isWanted()) return;
  const address = new URL(response.url);
  const language = new URLSearchParams(location.search).get('lang');
  if (language) address.searchParams.set('lang', language);
  forgetBegun();
  if (address.href !== location.href) history[step === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  show(next);
}
