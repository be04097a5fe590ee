// What the dashboard says. Every catalogue has the type of this one, so that a message that is missing does not compile.
import { day } from './en/day';
import { frame } from './en/frame';

export const en = { ...frame, ...day };

export type Words = typeof en;
/** Messages without facts in them. */
export type Word = { [Name in keyof Words]: Words[Name] extends string ? Name : never }[keyof Words];
