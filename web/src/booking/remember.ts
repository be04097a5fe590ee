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
