// Requests whose answer never came: nobody but the server knows whether they were done.
import type { Problem } from './client';
import { randomKey } from './send';

/** Whether it was done, nobody knows: no answer came, or one that may be a proxy's, which lost the server's. */
export const isUnanswered = ({ status }: Problem): boolean => status === 0 || status >= 500;

/** A request under way. */
export interface Attempt {
  /** Its Idempotency-Key. */
  key: string;
  /** No answer came, or none of the server's own. */
  lost: () => void;
  /** It was refused, which changed nothing, or done. */
  answered: (done: boolean) => void;
}

/** One key for as long as the same is sent again because an answer was lost: it is done once. Once it was answered, or something
 *  else was done after it, the same is something new. */
export class Unanswered {
  private readonly keys = new Map<string, string>();

  begin(request: string): Attempt {
    const key = this.keys.get(request) ?? randomKey();
    const before = [...this.keys.keys()];
    return {
      key,
      lost: () => void this.keys.set(request, key),
      answered: (done) => [request, ...(done ? before : [])].forEach((one) => this.keys.delete(one)),
    };
  }

  /** Nobody sends them again. */
  forget(): void {
    this.keys.clear();
  }
}
