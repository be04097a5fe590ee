// What a page begins with: what the server put into it (server/storefront/*.cpp), which are answers of the API.
import type { components, paths } from '../api/schema';
import type { Money, Slot } from '../api/client';

export type Hold = components['schemas']['Hold'];
export type Booking = components['schemas']['Booking'];
export type Line = components['schemas']['Line'];
export type Checkout = components['schemas']['Checkout'];
export type Waiting = components['schemas']['Waiting'];
export type Place = components['schemas']['Place'];
export type Alternatives = components['schemas']['Alternatives'];
export type Address = components['schemas']['DeliveryAddress'];
export type Fees = components['schemas']['Fees'];

/** Why something did not work: a problem document, as far as a person is told of it. */
export interface Mistake {
  kind: string;
  title: string;
  /** In English, as the server said it. */
  detail: string;
  field?: string;
  remaining?: number;
  held_until?: string;
  alternatives?: readonly Slot[];
}

interface Around {
  /** The server's clock when it wrote this. */
  now: string;
  /** Leads the addresses in the answers. */
  origin: string;
  shop: { slug: string; name: string; time_zone: string; payment: readonly string[] };
}

export interface SlotPage extends Around {
  view: 'slot';
  slot: Slot;
  /** How the shop stood then (live/follow.ts). */
  mark: string;
  alternatives: Alternatives;
  /** What delivery costs at least where zones say it, the country that they are in, and all of them; none: any. */
  delivery: { from: Money; country: string; countries: readonly string[] } | null;
  place: Place | null;
  bundle_title: string;
  /** What was chosen, where a form came back. */
  typed: {
    quantities: Record<string, string>;
    fulfilment: string;
    window: string;
    code: string;
    address: Address | null;
    mistake: Mistake;
  } | null;
}

/** Dates that are booked together or not at all. */
export interface BundlePage extends Around {
  view: 'bundle';
  bundle: string;
  bundle_title: string;
  /** For each person, where that can be said. */
  price: Money | null;
  /** People that one customer may still book for; 0: it cannot be booked as a whole. */
  most: number;
  mark: string;
  slots: readonly Slot[];
}

export interface CheckoutPage extends Around {
  view: 'checkout';
  hold: Hold;
  slots: readonly Slot[];
  /** Of who came back from the payment page. */
  name: string;
  email: string;
  mistake: Mistake | null;
}

export interface Account {
  receipts: readonly { kind: 'charge' | 'refund'; method: string; amount: Money }[];
  still_to_pay: Money | null;
  on_its_way: Money | null;
  owed_back: Money | null;
  /** The booking was passed on: what was paid online goes back to who paid. */
  paid_by_other: boolean;
}

export interface BookingPage extends Around {
  view: 'booking';
  booking: Booking;
  slots: readonly Slot[];
  account: Account | null;
  /** Just now. */
  moved: boolean;
  /** The QR code as SVG, so that it is there without a network. */
  qr: string;
  can_change: boolean;
  can_pass_on: boolean;
  /** Until when the link that is open works. */
  passing_on_until: string | null;
}

/** For who got a link: what would be theirs. */
export interface AcceptPage extends Around {
  view: 'accept';
  offered: paths['/api/v1/transfers/{secret}']['get']['responses']['200']['content']['application/json'];
}

export interface CancelPage extends Around {
  view: 'cancel';
  /** And not given back yet. */
  paid: { sum: Money; online: boolean; by_other: boolean } | null;
  booking: Booking;
  slots: readonly Slot[];
}

export interface MovePage extends Around {
  view: 'move';
  booking: Booking;
  /** `owed`: by the customer then, or below zero to them, of a booking that was paid. */
  choices: readonly { value: string; summary: string; starts_at: string; ends_at: string; time_zone: string; total: Money; owed: Money }[];
}

export interface MoveWindowPage extends Around {
  view: 'move_window';
  booking: Booking;
  to: string;
  slot: Slot;
  total: Money;
  owed: Money;
  mistake: Mistake | null;
}

export interface WaitingPage extends Around {
  view: 'waiting';
  waiting: Waiting;
  slot: Slot | null;
}

export interface DropPage extends Around {
  view: 'drop';
  drop: string;
  drop_title: string;
  slots: readonly Slot[];
  place: Place | null;
}

export interface ClaimPage extends Around {
  view: 'claim';
  name: string;
  code: string;
  path: string;
  content: string;
  there: boolean;
  claimed_at: string | null;
  open_until: string | null;
}

export interface PaymentPage extends Around {
  view: 'payment';
  checkout: Checkout;
  /** From the provider's page. */
  back: boolean;
}

export interface ReturnedPage extends Around {
  view: 'returned';
  amount: Money;
  reason: string;
  /** Of the reason: what was spoken at the checkout. */
  language: string;
}

/** Some problems concern no shop. */
export interface ProblemPage extends Partial<Around> {
  view: 'problem';
  problem: Mistake;
  /** Where it goes on. */
  next: string;
}

export type Page =
  | SlotPage | BundlePage | CheckoutPage | BookingPage | AcceptPage | CancelPage | MovePage | MoveWindowPage | WaitingPage | DropPage | ClaimPage | PaymentPage
  | ReturnedPage | ProblemPage;
