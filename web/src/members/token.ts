// The token of an audience (docs/vocabulary.md, "Terms"): an access code in the shop's signature, which opens slots early.
import type { Slot } from '../api/client';
import { bytesOf } from '../signed/bytes';

export interface Membership {
  token: string;
  audience: string;
  /** Milliseconds since 1970. */
  until: number;
}

function jsonOf(part: string | undefined): Record<string, unknown> {
  const bytes = bytesOf(part ?? '');
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** What it says, whoever wrote it; nothing if it is no token. */
export function readToken(token: string): Membership | null {
  const [head, claims] = token.split('.');
  try {
    const { aud, exp } = jsonOf(claims);
    if (jsonOf(head)['typ'] !== 'timeshelf-audience+jwt' || typeof aud !== 'string' || typeof exp !== 'number') return null;
    return { token, audience: aud, until: exp * 1000 };
  } catch {
    return null; // cut off, or something else
  }
}

/** The membership that opens the slot before it opens to all; nothing where none does, or none is needed. */
export function opening(slot: Slot, memberships: readonly Membership[], now: number): Membership | undefined {
  if (slot.state !== 'upcoming') return undefined;
  const open = new Set(slot.early.filter(({ opens_at }) => Date.parse(opens_at) <= now).map(({ audience }) => audience));
  return memberships.find(({ audience, until }) => until > now && open.has(audience));
}
