// A language that nobody speaks, written from right to left: what it does not reach was not translated, what it bends was
// laid out for one direction. Reached by ?lang=en-XB.
import { bentAll } from './bent';
import { en } from './en';

export const pseudo = bentAll(en);
