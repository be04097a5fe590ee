// A form was closed after the answer to what it sent was lost: what is shown may be old. What was asked is asked again (answer.ts,
// lists/pages.tsx), and whoever enters the same again has seen it and means it once more (state.ts).
import { signal } from '@preact/signals';

/** How often that was. */
export const givenUp = signal(0);
