import { day } from './de/day';
import { frame } from './de/frame';
import type { Words } from './en';

export const de: Words = { ...frame, ...day };
