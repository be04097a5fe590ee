// The views of the dashboard, in the order of the navigation; the first ones have a place in a phone's bar. A view is loaded
// when somebody goes there. The server answers for the same paths (server/dashboard/dashboard.cpp).
import type { JSX } from 'preact';
import type { Dashboard, Role } from './state';
import type { Word } from './words/en';

export interface ViewProps {
  app: Dashboard;
  /** Behind the "?" of the address. */
  query: URLSearchParams;
}
export type View = (props: ViewProps) => JSX.Element | null;

export interface ViewEntry {
  path: string;
  word: Word;
  /** Who sees it: this role and those above. */
  least: Role;
  load: () => Promise<{ View: View }>;
}

export const views: readonly ViewEntry[] = [
  { path: 'today', word: 'today', least: 'reader', load: () => import('./today/view') },
  { path: 'calendar', word: 'calendar', least: 'reader', load: () => import('./calendar/view') },
  { path: 'bookings', word: 'bookings', least: 'staff', load: () => import('./bookings/view') },
  { path: 'fulfilment', word: 'fulfilment', least: 'staff', load: () => import('./fulfilment/view') },
  { path: 'stock', word: 'stock', least: 'staff', load: () => import('./stock/view') },
  { path: 'products', word: 'products', least: 'manager', load: () => import('./products/view') },
  { path: 'staff', word: 'staff', least: 'staff', load: () => import('./staff/view') },
  { path: 'codes', word: 'codes', least: 'staff', load: () => import('./codes/view') },
  { path: 'waiting', word: 'waiting', least: 'staff', load: () => import('./waiting/view') },
  { path: 'feeds', word: 'feeds', least: 'staff', load: () => import('./feeds/view') },
  { path: 'figures', word: 'figures', least: 'manager', load: () => import('./figures/view') },
  { path: 'passwords', word: 'passwords', least: 'reader', load: () => import('./passwords/view') },
  { path: 'audit', word: 'audit', least: 'manager', load: () => import('./audit/view') },
  { path: 'settings', word: 'settings', least: 'manager', load: () => import('./settings/view') },
];

export function hasView(path: string): boolean {
  return views.some((view) => view.path === path);
}
