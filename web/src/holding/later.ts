// Keeping what is held is for after the page is there (keep.ts).
import { recall } from '../words/languages';

export const holdsAny = (): boolean => recall('timeshelf-holds') !== null;

/** Where it cannot be loaded, the device knows of nothing. */
export const withHolds = (act: (holds: typeof import('./keep')) => void): Promise<void> => import('./keep').then(act, () => undefined);
