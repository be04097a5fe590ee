// The server's time: a device's clock may be wrong by a day, and a hold ends when the server says.
import { signal } from '@preact/signals';

const tolerated = 2_000;

let ahead = 0;

/** The server said what time it is. */
export function hear(time: string | null | undefined): void {
  const server = time ? Date.parse(time) : NaN;
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  // What was heard is late: by the part of a second that is not written, and by its way here. The least late comes nearest.
  if (difference > ahead || ahead - difference > tolerated) ahead = difference;
}

export const serverNow = (): Date => new Date(Date.now() + ahead);

/** Moves every second, for what counts down. */
export const now = signal(serverNow());

export function startClock(): void {
  const beat = (): void => {
    now.value = serverNow();
    setTimeout(beat, 1_000 - (now.value.getTime() % 1_000));
  };
  beat();
}
