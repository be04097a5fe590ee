const accents: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ü', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ü', n: 'ñ', c: 'ç' };

/** Longer by a third, as translations are, and between brackets, so that what is cut off shows. */
export function bent(text: string): string {
  const more = ' ~~~'.repeat(Math.ceil(text.length / 12));
  return `[${text.replace(/[aeiouAEIOUnc]/g, (letter) => accents[letter] ?? letter)}${more}]`;
}

type Message = string | ((...facts: never[]) => string);

function bentMessage(message: Message): Message {
  return typeof message === 'string' ? bent(message) : (...facts) => bent(message(...facts));
}

/** A catalogue as the language that nobody speaks says it. */
export function bentAll<Words extends object>(words: Words): Words {
  return Object.fromEntries(Object.entries(words).map(([name, message]) => [name, bentMessage(message as Message)])) as Words;
}
