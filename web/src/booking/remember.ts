// Name and e-mail address, on this device alone, and only for who wants it.
import { recall, remember } from '../words/languages';

const item = 'timeshelf-customer';

export interface Customer {
  name: string;
  email: string;
}

export function rememberedCustomer(): Customer | null {
  try {
    const { name, email } = JSON.parse(recall(item) ?? 'null') as Customer;
    return typeof name === 'string' && typeof email === 'string' ? { name, email } : null;
  } catch {
    return null; // nothing, or nothing that can be read
  }
}

/** Whether this browser keeps anything. */
export function rememberCustomer(customer: Customer): boolean {
  remember(item, JSON.stringify(customer));
  return rememberedCustomer() !== null;
}

export function forgetCustomer(): void {
  try {
    localStorage.removeItem(item);
  } catch {
    // nothing was kept
  }
}

/** What was typed at a checkout, for as long as its window is open. */
const typed = 'timeshelf-typed';

export function keepTyped(hold: string, customer: Customer): void {
  try {
    sessionStorage.setItem(typed, JSON.stringify({ hold, ...customer }));
  } catch {
    // then a reload begins anew
  }
}

export function typedFor(hold: string): Customer | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(typed) ?? 'null') as (Customer & { hold: string }) | null;
    return kept?.hold === hold ? { name: String(kept.name), email: String(kept.email) } : null;
  } catch {
    return null;
  }
}

export function forgetTyped(): void {
  try {
    sessionStorage.removeItem(typed);
  } catch {
    // nothing was kept
  }
}
