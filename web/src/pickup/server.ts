// The device's side of the API: enrolment, sessions, manifest, records. Every failure is a Problem; status 0 is "no network", also
// where it broke while the answer came.
import { Problem, type Answer } from '../api/client';
import type { components, paths } from '../api/schema';
import { base64url } from '../signed/bytes';
import { readAnswer, type Answered } from './answering';
import { sign, type Clocks, type SignedRecord } from './chain';
import type { ServersTime } from './clock';
import type { ServersBooking } from './elsewhere';
import type { SignedManifest } from './manifest';
import type { Lease, LeaseOffer } from './sale';

type Json<Path extends keyof paths> = paths[Path] extends { post: { responses: { 200: { content: { 'application/json': infer Body } } } } } ? Body : never;
export type EnrolledDevice = components['schemas']['EnrolledDevice'];
export type LeaseList = Answer<'/api/v1/shops/{shop}/devices/{device}/leases'>;
export type Answers = Json<'/api/v1/shops/{shop}/devices/{device}/records'>['answers'];

// Milliseconds without a byte: bad reception must not look like a hang.
const patience = 15_000;
const patienceForMuch = 60_000; // a manifest is made and sent whole, and an upload has up to 2 MiB to go out before an answer

export class DeviceServer {
  private session = '';
  /** Called with each answer that says the server's time. */
  saysTime: (time: ServersTime) => void = () => undefined;

  constructor(
    /** Below which path the installation stands: "" or "/cal". */
    private readonly prefix: string,
    private readonly send: typeof fetch = (...request) => fetch(...request),
  ) {}

  /** The same code with the same keys gets the same device again. */
  async enrol(shop: string, code: string, keys: CryptoKeyPair): Promise<EnrolledDevice> {
    const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
    const body = { code, public_key: base64url(spki), proof: await sign(keys.privateKey, `timeshelf-enrolment:${code}`) };
    return (await this.post(`${this.shopPath(shop)}/devices`, body)).json as EnrolledDevice;
  }

  /** Null where nothing changed since `etag`. */
  async manifest(device: Signing, etag: string | null): Promise<{ signed: SignedManifest; etag: string | null } | null> {
    const answer = await this.inSession(device, (authorised) =>
      this.ask(`${this.devicePath(device)}/manifest`, { headers: { ...authorised, ...(etag && { 'If-None-Match': etag }) }, cache: 'no-store' }, patienceForMuch),
    );
    if (answer.status === 304) return null;
    return { signed: answer.json as SignedManifest, etag: answer.etag };
  }

  /**
   * One answer for each record, in the same order. The clocks are read as the request goes out: every record counts as later by
   * what lies between that and its arrival.
   */
  async upload(device: Signing, clocks: () => Clocks, records: readonly SignedRecord[]): Promise<Answers> {
    const signed = records.map(({ record, signature }) => ({ record, signature }));
    const answer = await this.inSession(device, (authorised) =>
      this.post(`${this.devicePath(device)}/records`, { clock: clocks(), records: signed }, authorised, patienceForMuch),
    );
    return (answer.json as { answers: Answers }).answers;
  }

  /** As whoever shows its token could see it. */
  async booking(token: string): Promise<ServersBooking> {
    const answer = await this.ask(`${this.prefix}/api/v1/bookings/${encodeURIComponent(token)}`, { cache: 'no-store' });
    return answer.json as ServersBooking;
  }

  /** What the device has on lease, and what it could take. */
  async leases(device: Signing): Promise<LeaseList> {
    const answer = await this.inSession(device, (authorised) => this.ask(this.leasePath(device), { headers: authorised, cache: 'no-store' }));
    return answer.json as LeaseList;
  }
  /** The same nonce gets the same lease again. */
  async takeLease(device: Signing, wanted: { nonce: string; slot: string; sku: string; units: number; from: LeaseOffer['from'] }): Promise<Lease> {
    const answer = await this.inSession(device, (authorised) => this.post(this.leasePath(device), wanted, authorised));
    return answer.json as Lease;
  }
  /** `seq`: of the last record, which the server has. */
  async giveBack(device: Signing, lease: string, seq: number): Promise<void> {
    await this.inSession(device, (authorised) => this.post(`${this.leasePath(device)}/${encodeURIComponent(lease)}/return`, { seq }, authorised));
  }

  private async inSession(device: Signing, act: (authorised: Record<string, string>) => Promise<Answered>): Promise<Answered> {
    if (this.session) {
      try {
        return await act({ Authorization: `Bearer ${this.session}` });
      } catch (reason) {
        if (!(reason instanceof Problem) || reason.status !== 401) throw reason;
      }
    }
    const { challenge } = (await this.post(`${this.devicePath(device)}/challenge`, null)).json as { challenge: string };
    const signature = await sign(device.key, `timeshelf-session:${challenge}`);
    const opened = (await this.post(`${this.devicePath(device)}/session`, { challenge, signature })).json as { token: string };
    this.session = opened.token;
    return act({ Authorization: `Bearer ${this.session}` });
  }

  private post(path: string, body: unknown, headers: Record<string, string> = {}, patient = patience): Promise<Answered> {
    const json = body === null ? {} : { body: JSON.stringify(body) };
    return this.ask(path, { method: 'POST', headers: { ...headers, ...(body !== null && { 'Content-Type': 'application/json' }) }, ...json }, patient);
  }
  private async ask(path: string, request: RequestInit, patient = patience): Promise<Answered> {
    const answered = await readAnswer(patient, (signal) => this.send(path, { ...request, signal }));
    if (answered.time) this.saysTime(answered.time);
    return answered;
  }

  private shopPath(shop: string): string {
    return `${this.prefix}/api/v1/shops/${encodeURIComponent(shop)}`;
  }
  private leasePath(device: Signing): string {
    return `${this.devicePath(device)}/leases`;
  }
  private devicePath(device: Signing): string {
    return `${this.shopPath(device.shop)}/devices/${encodeURIComponent(device.id)}`;
  }
}

export interface Signing {
  shop: string;
  id: string;
  key: CryptoKey;
}
