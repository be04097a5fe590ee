import { day } from './es/day';
import { frame } from './es/frame';
import { lists } from './es/lists';
import type { Words } from './en';

export const es: Words = { ...frame, ...day, ...lists };
