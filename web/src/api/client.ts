// The JSON API, typed by its description (schema.d.ts is made of server/api/openapi.yaml at each build).
import type { components, operations, paths } from './schema';

export type Slot = components['schemas']['Slot'];
export type Offer = components['schemas']['Offer'];
export type Money = components['schemas']['Money'];
export type SlotList = components['schemas']['SlotList'];
export type ProblemDocument = components['schemas']['Problem'];

/** Paths that can be read. */
export type Readable = {
  [Path in keyof paths]: paths[Path] extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } } ? Path : never;
}[keyof paths];
type Reading<Path extends Readable> = paths[Path]['get'] extends operations[keyof operations] ? paths[Path]['get'] : never;
export type Answer<Path extends Readable> = Reading<Path> extends { responses: { 200: { content: { 'application/json': infer Json } } } } ? Json : never;
export type Given<Path extends Readable, Where extends 'path' | 'query'> =
  Reading<Path> extends { parameters: { [In in Where]?: infer Values } } ? NonNullable<Values> : never;

/** What went wrong, in the server's own words where it said any. */
export class Problem extends Error {
  override name = 'Problem';
  constructor(
    /** Of the answer; 0 where there was none. */
    readonly status: number,
    sentence: string,
    /** The problem document (RFC 9457), where one came. */
    readonly document?: ProblemDocument,
  ) {
    super(sentence);
  }
}

/** What an answer that is no success says. */
export async function problemOf(answer: Response): Promise<Problem> {
  const type = answer.headers.get('Content-Type') ?? '';
  const text = await answer.text().catch(() => '');
  if (type.startsWith('application/problem+json')) {
    try {
      const document = JSON.parse(text) as ProblemDocument;
      return new Problem(answer.status, document.detail, document);
    } catch {
      // cut off on its way: the status says enough
    }
  }
  return new Problem(answer.status, type.startsWith('text/plain') ? text.trim() : answer.statusText);
}

export class Client {
  constructor(
    /** Below which path the installation stands: "" or "/cal". */
    private readonly prefix: string,
    protected readonly send: typeof fetch = (...request) => fetch(...request),
  ) {}

  /** `/api/v1/shops/{shop}/slots` with its braces filled. */
  address<Path extends Readable>(path: Path, values: Given<Path, 'path'>, query?: Given<Path, 'query'>): string {
    const asked = new URLSearchParams((query ?? {}) as Record<string, string>).toString();
    return this.fill(path, values as Record<string, string>) + (asked && `?${asked}`);
  }
  protected fill(path: string, values: Record<string, string>): string {
    return this.prefix + path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  }

  /** Throws Problem. Browsers ask with the ETag they have, so that what did not change costs a header. */
  get<Path extends Readable>(path: Path, values: Given<Path, 'path'>, query?: Given<Path, 'query'>): Promise<Answer<Path>> {
    return this.read(this.address(path, values, query), 'application/json', (answer) => answer.json() as Promise<Answer<Path>>);
  }

  /** What an answer of that type is; status 0 also where the connection breaks in the middle of it. */
  protected async read<What>(address: string, type: string, take: (answer: Response) => Promise<What>): Promise<What> {
    try {
      const answer = await this.send(address, { headers: { Accept: type } });
      if (!answer.ok) throw await problemOf(answer);
      return await take(answer);
    } catch (reason) {
      if (reason instanceof Problem) throw reason;
      throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
    }
  }
}
