import { day } from './es/day';
import { frame } from './es/frame';
import type { Words } from './en';

export const es: Words = { ...frame, ...day };
