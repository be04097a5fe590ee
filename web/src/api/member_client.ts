// The API for the people of a shop: what they change goes with the dashboard's cookie, which the server believes only from a
// page of its own.
import { Client, Problem, problemOf, type Given, type Readable } from './client';
import type { paths } from './schema';
import { Unanswered } from './unanswered';

type Method = 'post' | 'put' | 'delete';
/** Paths that take a method. */
export type Taking<How extends Method> = {
  [Path in keyof paths]: paths[Path] extends { [M in How]: { responses: object } } ? Path : never;
}[keyof paths];
type Doing<How extends Method, Path extends Taking<How>> = paths[Path] extends { [M in How]: infer Operation } ? Operation : never;
type Values<Operation> = Operation extends { parameters: { path: infer Given } } ? Given : never;
/** What is sent; undefined where the operation takes no body. */
export type Sent<How extends Method, Path extends Taking<How>> =
  Doing<How, Path> extends { requestBody?: { content: { 'application/json': infer Json } } } ? Json : undefined;
type JsonOf<Responses, Status extends number> =
  Responses extends { [S in Status]: { content: { 'application/json': infer Json } } } ? Json : never;
/** What is answered; undefined where there is nothing to say (204). */
export type Done<How extends Method, Path extends Taking<How>> =
  Doing<How, Path> extends { responses: infer Responses }
    ? [JsonOf<Responses, 200> | JsonOf<Responses, 201> | JsonOf<Responses, 202>] extends [never]
      ? undefined
      : JsonOf<Responses, 200> | JsonOf<Responses, 201> | JsonOf<Responses, 202>
    : never;

/** Headers such as If-Match and Idempotency-Key. */
export type More = Record<string, string>;

export class MemberClient extends Client {
  readonly unanswered = new Unanswered();

  /** A list as CSV, and the cursor of the page behind it; null behind the last. Throws Problem. */
  csv<Path extends Readable>(path: Path, values: Given<Path, 'path'>, query?: Given<Path, 'query'>): Promise<{ text: string; next: string | null }> {
    return this.read(this.address(path, values, query), 'text/csv', async (answer) => {
      const address = /<([^>]*)>; rel="next"/.exec(answer.headers.get('Link') ?? '')?.[1];
      return { text: await answer.text(), next: address === undefined ? null : new URL(address, 'http://any').searchParams.get('cursor') };
    });
  }

  /** Throws Problem; status 401 says that the session has ended. */
  post<Path extends Taking<'post'>>(path: Path, values: Values<Doing<'post', Path>>, body: Sent<'post', Path>, more?: More): Promise<Done<'post', Path>> {
    return this.act('POST', path, values, body, more) as Promise<Done<'post', Path>>;
  }
  put<Path extends Taking<'put'>>(path: Path, values: Values<Doing<'put', Path>>, body: Sent<'put', Path>, more?: More): Promise<Done<'put', Path>> {
    return this.act('PUT', path, values, body, more) as Promise<Done<'put', Path>>;
  }
  delete<Path extends Taking<'delete'>>(path: Path, values: Values<Doing<'delete', Path>>, more?: More): Promise<Done<'delete', Path>> {
    return this.act('DELETE', path, values, undefined, more) as Promise<Done<'delete', Path>>;
  }

  /** Sends a file as it is. */
  upload<Path extends Taking<'post'>>(path: Path, values: Values<Doing<'post', Path>>, file: Blob): Promise<Done<'post', Path>> {
    return this.act('POST', path, values, file) as Promise<Done<'post', Path>>;
  }

  /** A POST has a key of its own: sent again after its answer was lost, it is done once. */
  private act(method: string, path: string, values: unknown, body: unknown, more: More = {}): Promise<unknown> {
    const address = this.fill(path, values as Record<string, string>);
    if (body instanceof Blob) return this.exchange(method, address, body, { 'Content-Type': body.type || 'application/octet-stream', ...more });
    const json = body === undefined ? undefined : JSON.stringify(body);
    const type: More = json === undefined ? {} : { 'Content-Type': 'application/json' };
    return this.unanswered.ask(`${method} ${address} ${json ?? ''}`, (key) =>
      this.exchange(method, address, json, { ...type, ...(method === 'POST' && { 'Idempotency-Key': key }), ...more }));
  }

  private async exchange(method: string, address: string, body: BodyInit | undefined, more: More): Promise<unknown> {
    try {
      const answer = await this.send(address, { method, headers: { Accept: 'application/json', ...more }, ...(body !== undefined && { body }) });
      if (!answer.ok) throw await problemOf(answer);
      const text = await answer.text();
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    } catch (reason) {
      if (reason instanceof Problem) throw reason;
      throw new Problem(0, reason instanceof Error ? reason.message : String(reason));
    }
  }
}
