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

/** What views are for: each group stands together, below the word of its name. */
export type Group = Extract<Word, 'toSell' | 'toLearn' | 'toSetUp'>;

export interface ViewEntry {
  path: string;
  group: Group;
  word: Word;
  /** Who sees it: this role and those above. */
  least: Role;
  load: () => Promise<{ View: View }>;
}

export const views: readonly ViewEntry[] = [
  { path: 'today', group: 'toSell', word: 'today', least: 'reader', load: () => import('./today/view') },
  { path: 'calendar', group: 'toSell', word: 'calendar', least: 'reader', load: () => import('./calendar/view') },
  { path: 'bookings', group: 'toSell', word: 'bookings', least: 'staff', load: () => import('./bookings/view') },
  { path: 'fulfilment', group: 'toSell', word: 'fulfilment', least: 'staff', load: () => import('./fulfilment/view') },
  { path: 'waiting', group: 'toSell', word: 'waiting', least: 'staff', load: () => import('./waiting/view') },
  { path: 'stock', group: 'toSell', word: 'stock', least: 'staff', load: () => import('./stock/view') },
  { path: 'products', group: 'toSell', word: 'products', least: 'manager', load: () => import('./products/view') },
  { path: 'staff', group: 'toSell', word: 'staff', least: 'staff', load: () => import('./staff/view') },
  { path: 'figures', group: 'toLearn', word: 'figures', least: 'manager', load: () => import('./figures/view') },
  { path: 'report', group: 'toLearn', word: 'report', least: 'manager', load: () => import('./report/view') },
  { path: 'next-drop', group: 'toLearn', word: 'nextDrop', least: 'manager', load: () => import('./next_drop/view') },
  { path: 'forecast', group: 'toLearn', word: 'forecast', least: 'manager', load: () => import('./forecast/view') },
  { path: 'experiments', group: 'toLearn', word: 'experiments', least: 'manager', load: () => import('./experiments/view') },
  { path: 'voice', group: 'toLearn', word: 'voice', least: 'manager', load: () => import('./voice/view') },
  { path: 'codes', group: 'toSetUp', word: 'codes', least: 'staff', load: () => import('./codes/view') },
  { path: 'feeds', group: 'toSetUp', word: 'feeds', least: 'staff', load: () => import('./feeds/view') },
  { path: 'devices', group: 'toSetUp', word: 'devices', least: 'manager', load: () => import('./devices/view') },
  { path: 'tills', group: 'toSetUp', word: 'tills', least: 'manager', load: () => import('./tills/view') },
  { path: 'webhooks', group: 'toSetUp', word: 'webhooks', least: 'manager', load: () => import('./webhooks/view') },
  { path: 'passwords', group: 'toSetUp', word: 'passwords', least: 'reader', load: () => import('./passwords/view') },
  { path: 'settings', group: 'toSetUp', word: 'settings', least: 'manager', load: () => import('./settings/view') },
  { path: 'audit', group: 'toSetUp', word: 'audit', least: 'manager', load: () => import('./audit/view') },
];

export function hasView(path: string): boolean {
  return views.some((view) => view.path === path);
}
