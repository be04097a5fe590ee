// What a view asks the server, and how that stands.
import { useEffect, useRef, useState } from 'preact/hooks';
import { givenUp } from './given_up';

export interface Asked<T> {
  /** The last answer; stays while it is asked again. */
  value: T | undefined;
  /** Why there is none; a Problem where the server was asked. */
  reason: unknown;
  busy: boolean;
  /** Asks again. */
  again: () => void;
  /** What is known without asking: the answer to something that was just written. */
  put: (value: T) => void;
}

/** Asks when it is first shown, and again when one of `on` changes; what comes too late is not taken. */
export function useAnswer<T>(ask: () => Promise<T>, on: readonly unknown[]): Asked<T> {
  const [state, setState] = useState<{ value?: T; reason?: unknown; busy: boolean }>({ busy: true });
  const [times, setTimes] = useState(0);
  const latest = useRef(0);
  useEffect(() => {
    const turn = ++latest.current;
    setState((before) => ({ ...before, reason: undefined, busy: true }));
    ask().then(
      (value) => turn === latest.current && setState({ value, busy: false }),
      (reason: unknown) => turn === latest.current && setState((before) => ({ ...before, reason, busy: false })),
    );
  }, [times, givenUp.value, ...on]);
  useEffect(() => () => void ++latest.current, []);
  return {
    value: state.value,
    reason: state.reason,
    busy: state.busy,
    again: () => setTimes((before) => before + 1),
    put: (value) => {
      ++latest.current;
      setState({ value, busy: false });
    },
  };
}
