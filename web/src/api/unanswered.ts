// Requests whose answer never came: nobody but the server knows whether they were done.
import { Problem } from './client';
import { randomKey } from './send';

/** Whether it was done, nobody knows: no answer came, or one that may be a proxy's, which lost the server's. */
export const isUnanswered = ({ status }: Problem): boolean => status === 0 || status >= 500;

/** One key for as long as the same is sent again because an answer was lost: it is done once. Once it was answered, or something
 *  else was done after it, the same is something new. */
export class Unanswered {
  private readonly keys = new Map<string, string>();

  /** `request`: all that makes it the same. Throws what `act` throws. */
  async ask<Answer>(request: string, act: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = this.keys.get(request) ?? randomKey();
    const before = [...this.keys.keys()];
    try {
      const answer = await act(key);
      for (const one of [request, ...before]) this.keys.delete(one);
      return answer;
    } catch (reason) {
      if (reason instanceof Problem && isUnanswered(reason)) this.keys.set(request, key);
      else this.keys.delete(request);
      throw reason;
    }
  }

  /** Nobody sends them again. */
  forget(): void {
    this.keys.clear();
  }
}
