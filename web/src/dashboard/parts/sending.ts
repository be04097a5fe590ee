// What a view sends: one thing at a time, and why it was refused.
import { useRef, useState } from 'preact/hooks';
import { told } from './told';

export interface Sending {
  /** Something is on its way. */
  busy: boolean;
  /** What was thrown by the last that was sent; a Problem where the server refused it. */
  reason: unknown;
  /** Does it, and keeps what it throws. While something is on its way nothing else is begun: what was pressed twice is done once. */
  send: (act: () => Promise<unknown>) => Promise<void>;
  /** The reason is known now, or comes from elsewhere. */
  setReason: (reason: unknown) => void;
}

export function useSending(): Sending {
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<unknown>();
  const underway = useRef(false); // known at once, not only when the view is drawn again
  const send = async (act: () => Promise<unknown>): Promise<void> => {
    if (underway.current) return;
    underway.current = true;
    setBusy(true);
    setReason(undefined);
    told.value = null; // what was done before is no answer to this
    try {
      await act();
    } catch (why) {
      setReason(why);
    } finally {
      underway.current = false;
      setBusy(false);
    }
  };
  return { busy, reason, send, setReason };
}
