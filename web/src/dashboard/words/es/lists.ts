import type { lists as english } from '../en/lists';

export const lists: typeof english = {};
