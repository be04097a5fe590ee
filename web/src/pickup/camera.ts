// The camera, looked through until there is a QR code in its picture.

export type CameraTrouble = 'refused' | 'missing';
export class NoCamera extends Error {
  constructor(readonly trouble: CameraTrouble) {
    super(trouble);
  }
}

const widest = 640; // pixels: enough for a code that fills a third of the picture, and quick on an old phone
const pause = 80; // milliseconds between two looks

/** Shows the picture in `video` until `signal` is aborted. Throws NoCamera. */
async function open(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  if (!navigator.mediaDevices) throw new NoCamera('missing');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } }, audio: false });
  } catch (reason) {
    throw new NoCamera(reason instanceof DOMException && reason.name === 'NotAllowedError' ? 'refused' : 'missing');
  }
  const stop = (): void => stream.getTracks().forEach((track) => track.stop());
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop);
  video.srcObject = stream;
  await video.play().catch(() => undefined); // somebody closed it meanwhile
}

export interface Scanned {
  text: string;
  /** performance.now() when its picture was taken. */
  since: number;
}

/** The first code; null if `signal` was aborted before there was one. Throws NoCamera, and what loading says. */
export async function scan(video: HTMLVideoElement, signal: AbortSignal, seen: () => void): Promise<Scanned | null> {
  const [{ decode }] = await Promise.all([import('./decoder'), open(video, signal)]);
  seen();
  const canvas = document.createElement('canvas');
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  while (!signal.aborted && drawing) {
    if (video.videoWidth > 0) {
      const scale = Math.min(1, widest / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      const since = performance.now();
      drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = await decode(drawing.getImageData(0, 0, canvas.width, canvas.height));
      if (text !== null && !signal.aborted) return { text, since };
    }
    await new Promise((resume) => setTimeout(resume, pause));
  }
  return null;
}
