import type { JSX } from 'preact';

const shapes = {
  yes: 'M5 12.5l4.5 4.5L19 7.5',
  no: 'M6 6l12 12M18 6L6 18',
  wait: 'M12 6v7M12 17.2v.1',
  unknown: 'M8.8 9a3.2 3.2 0 1 1 4.7 2.8c-1 .6-1.5 1.1-1.5 2.2M12 17.6v.1',
  again: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4',
} as const;
export type Shape = keyof typeof shapes;

/** Beside a word that says the same. */
export function Icon({ shape }: { shape: Shape }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[shape]} />
    </svg>
  );
}
