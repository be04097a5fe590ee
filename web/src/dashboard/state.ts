// What every view knows: the shop, who is signed in, how to ask the server, and where they are.
import { signal } from '@preact/signals';
import { MemberClient } from '../api/member_client';
import { givenUp } from './parts/given_up';
import { Router } from './router';

export const roles = ['owner', 'manager', 'staff', 'reader'] as const;
export type Role = (typeof roles)[number];

/** What the server put into the page (server/dashboard/dashboard.cpp). */
export interface Embedded {
  shop: { slug: string; name: string; time_zone: string; currency: string };
  user: { login: string; name: string; role: Role };
  /** Who works here; for managers alone. */
  people: readonly { login: string; name: string }[];
  /** Leads the addresses in the answers: "https://shop.example" or "https://example.com/cal". */
  origin: string;
}

export class Dashboard {
  readonly shop: Embedded['shop'];
  readonly user: Embedded['user'];
  readonly people: Embedded['people'];
  readonly origin: string;
  /** Below which path the installation stands: "" or "/cal". */
  readonly prefix: string;
  readonly router: Router;
  readonly client: MemberClient;
  /** The session has ended; what is written here is kept until somebody signs in again. */
  readonly ended = signal(false);

  constructor(embedded: Embedded, pathname: string) {
    this.shop = embedded.shop;
    this.user = embedded.user;
    this.people = embedded.people;
    this.origin = embedded.origin;
    this.prefix = pathname.slice(0, pathname.indexOf('/dashboard'));
    this.router = new Router(`${this.prefix}/dashboard`);
    this.client = new MemberClient(this.prefix, async (...request) => {
      const answer = await fetch(...request);
      this.ended.value = answer.status === 401;
      return answer;
    });
    givenUp.subscribe(() => this.client.unanswered.forget());
  }

  /** Whether the role of who is signed in is `least` or above it. */
  may(least: Role): boolean {
    return roles.indexOf(this.user.role) <= roles.indexOf(least);
  }
  /** The path of an address of the API: pages may load it wherever the installation stands. */
  pathOf(address: string): string {
    return address.startsWith(`${this.origin}/`) ? this.prefix + address.slice(this.origin.length) : address;
  }
}
