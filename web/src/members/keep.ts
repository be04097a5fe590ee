// Memberships stay on this device; a shop hears of one when something is held with it.
import { recall, remember } from '../words/languages';
import { readToken, type Membership } from './token';

const item = 'timeshelf-members';

function all(): Record<string, unknown> {
  try {
    return (JSON.parse(recall(item) ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    return {}; // what somebody else wrote there
  }
}

/** Of the shop, by its slug; checked when they were kept. */
export function memberships(shop: string): Membership[] {
  const tokens = all()[shop];
  return Array.isArray(tokens) ? tokens.map((token) => readToken(String(token))).filter((one) => one !== null) : [];
}

/** Instead of those of the shop before; of one audience the last that came counts. Whether this browser keeps them. */
export function keepMemberships(shop: string, kept: readonly Membership[]): boolean {
  const text = JSON.stringify({ ...all(), [shop]: kept.map(({ token }) => token) });
  remember(item, text);
  return recall(item) === text;
}
