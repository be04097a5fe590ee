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
];
