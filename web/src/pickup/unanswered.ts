// What was asked for and not answered may have been done: asked for again, it goes by the same nonce, so that it is done once.
import { Problem } from '../api/client';
import { randomKey } from '../api/send';

export class Unanswered {
  private readonly nonces = new Map<string, string>();

  /** Throws what `ask` throws. */
  async ask<Answer>(wanted: object, ask: (nonce: string) => Promise<Answer>): Promise<Answer> {
    const text = JSON.stringify(wanted);
    const nonce = this.nonces.get(text) ?? randomKey();
    this.nonces.set(text, nonce);
    try {
      const answer = await ask(nonce);
      this.nonces.delete(text);
      return answer;
    } catch (reason) {
      const refused = reason instanceof Problem && reason.status >= 400 && reason.status < 500;
      if (refused) this.nonces.delete(text);
      throw reason;
    }
  }
}
