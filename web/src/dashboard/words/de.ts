import { day } from './de/day';
import { frame } from './de/frame';
import { lists } from './de/lists';
import type { Words } from './en';

export const de: Words = { ...frame, ...day, ...lists };
