// The camera, and a field for what cannot be scanned.
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { NoCamera, scan, type CameraTrouble } from '../camera';
import { useWords } from '../speech';

interface CameraProps {
  /** What its button says while it is closed. */
  open: string;
  found: (text: string, since: number) => void;
}

/** Closed until somebody opens it, and after each code. */
export function Camera({ open, found }: CameraProps): JSX.Element {
  const { words } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [running, setRunning] = useState(false);
  const [ready, setReady] = useState(false);
  const [trouble, setTrouble] = useState<CameraTrouble | 'failed' | null>(null);

  useEffect(() => {
    if (!running || !video.current) return;
    const closed = new AbortController();
    setTrouble(null);
    setReady(false);
    scan(video.current, closed.signal, () => setReady(true)).then(
      (scanned) => {
        if (!scanned) return;
        setRunning(false);
        found(scanned.text, scanned.since);
      },
      (reason: unknown) => {
        setRunning(false);
        setTrouble(reason instanceof NoCamera ? reason.trouble : 'failed');
      },
    );
    return () => closed.abort();
  }, [running]);

  const troubles = { refused: words.cameraRefused, missing: words.cameraMissing, failed: words.failed };
  return (
    <div class="camera">
      {running && (
        <figure>
          <video ref={video} muted playsInline aria-label={words.cameraPicture} />
          <figcaption>{ready ? words.cameraHow : words.cameraStarts}</figcaption>
        </figure>
      )}
      {trouble && <p class="notice" role="alert">{troubles[trouble]}</p>}
      <button type="button" class={running ? 'plain' : 'large'} onClick={() => setRunning(!running)}>
        {running ? words.closeCamera : open}
      </button>
    </div>
  );
}

export function Scanner({ found }: { found: (text: string, since?: number) => void }): JSX.Element {
  const { words } = useWords();
  const submit = (event: JSX.TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('scanned') as string;
    if (text.trim()) found(text);
  };
  return (
    <section class="panel">
      <h1 class="hidden">{words.scan}</h1>
      <Camera open={words.openCamera} found={found} />
      <form class="fields" onSubmit={submit}>
        <label for="scanned">{words.pasteLabel}</label>
        <input id="scanned" name="scanned" aria-describedby="scanned-help" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <p class="soft" id="scanned-help">{words.pasteHelp}</p>
        <button type="submit" class="plain">{words.look}</button>
      </form>
    </section>
  );
}
