// A view that follows what others do meanwhile: it asks again while somebody looks at it.
import { useEffect, useRef } from 'preact/hooks';

const often = 5_000; // milliseconds

/** Calls `again` every few seconds while the page is seen, and when it is seen again. */
export function useLive(again: () => unknown, milliseconds = often): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    const look = (): void => void (document.visibilityState === 'visible' && latest.current());
    const timer = setInterval(look, milliseconds);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [milliseconds]);
}
