// Entries of the audit log in the reader's language. What no catalogue knows stands as the log has it.
import { writeDate } from '../../words/write';
import type { ListWords } from '../lists/words/en';
import type { Words } from '../words/en';

type Both = Words & ListWords;

const provider = 'payment.';
const idOf = /^[0-9a-z]{26}$/; // says nothing to people
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** "booking.cancelled" in words; nothing where no catalogue has them. */
export function actionOf(action: string, words: Both): string | undefined {
  if (action.startsWith(provider)) return words.ofProvider(action.slice(provider.length));
  return words[`action:${action}` as keyof Both] as string | undefined;
}

/** A login as it is; customers and rules in words. */
export function actorOf(actor: string, words: Both): string {
  return (words[`actor:${actor}` as keyof Both] as string | undefined) ?? actor;
}

export interface Reader {
  words: Both;
  locale: string;
  zone: string;
  /** What a SKU is called. */
  nameOf?: (sku: string) => string;
}

/** Places in lists, and cents beside what is written as money already. */
function saysNothing(name: string, value: unknown): boolean {
  return typeof value === 'number' && (name === 'line' || name === 'position' || name === 'minor');
}

/** Facts as a line: "reason: rain, units: 2". */
export function factsOf(facts: object, reader: Reader): string {
  const { words } = reader;
  return Object.entries(facts)
    .filter(([name, value]) => !saysNothing(name, value))
    .map(([name, value]) => [(words[`fact:${name}` as keyof Both] as string | undefined) ?? name, valueOf(name, value, reader)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

/** "3 × MUG-BLUE", and what else is said of it. */
function partsOf({ units, sku, ...others }: Record<string, unknown>, reader: Reader): string {
  const goods = [units, sku && valueOf('sku', sku, reader)].filter((one) => one !== undefined).join(' × ');
  return [goods, factsOf(others, reader)].filter(Boolean).join(', ');
}

function valueOf(name: string, value: unknown, reader: Reader): string {
  const { words, locale, zone, nameOf } = reader;
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((one) => valueOf(name, one, reader)).filter(Boolean).join('; ');
  if (typeof value === 'object') return partsOf(value as Record<string, unknown>, reader);
  const text = String(value);
  if (idOf.test(text)) return '';
  if (instant.test(text)) return writeDate(new Date(text), 'dayTime', locale, zone);
  if (name === 'changed') return (words[`contact:${text as 'name'}`] as string | undefined) ?? text;
  if (name === 'sku') return nameOf?.(text) ?? text;
  const known = { state: `lineState:${text}`, from: `lineState:${text}`, tender: `tender:${text}`, goods: `goesTo:${text}`, kind: `conflict:${text}`, partstat: `says:${text.toLowerCase()}` }[name];
  return (known && (words[known as keyof Both] as string | undefined)) ?? text;
}
