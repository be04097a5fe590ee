// What can be done with a line by now. Ready can be undone; what was handed over is taken back instead, and somebody says where
// it goes.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { Dialog } from '../parts/dialog';
import { useWords } from '../lists/speech';
import type { Line } from './view';

type Step = (line: Line, body: components['schemas']['LineStep'], sentence: string, undo?: () => Promise<unknown>) => Promise<void>;

export function Steps({ line, step }: { line: Line; step: Step }): JSX.Element {
  const { words } = useWords();
  const [asking, setAsking] = useState(false);
  const code = line.booking;
  const open = line.state === 'due' || line.state === 'ready' || line.state === 'missed';
  const due = (): Promise<void> => step(line, { state: 'due' }, words.isDue(code));
  const takeBack = (goods: 'stock' | 'waste'): void => {
    setAsking(false);
    void step(line, { state: 'returned', goods }, words.isTakenBack(code));
  };
  return (
    <div class="acts">
      {(line.state === 'due' || line.state === 'missed') && (
        <button type="button" class="plain" aria-label={`${words.markReady}: ${code}`}
          onClick={() => void step(line, { state: 'ready' }, words.isReady(code), line.state === 'due' ? due : undefined)}>{words.markReady}</button>
      )}
      {line.state === 'ready' && <button type="button" class="plain" aria-label={`${words.markDue}: ${code}`} onClick={() => void due()}>{words.markDue}</button>}
      {open && <button type="button" aria-label={`${words.handOver}: ${code}`} onClick={() => void step(line, { state: 'handed-over' }, words.isHandedOver(code))}>{words.handOver}</button>}
      {line.handed_over > line.returned && <button type="button" class="plain" aria-label={`${words.takeBack} ${code}`} onClick={() => setAsking(true)}>{words.takeBack}</button>}
      {asking && (
        <Dialog title={words.takeBackTitle} close={() => setAsking(false)}>
          <p>{words.takeBackText}</p>
          <div class="buttons">
            <button type="button" onClick={() => takeBack('stock')}>{words.sellAgain}</button>
            <button type="button" class="danger" onClick={() => takeBack('waste')}>{words.throwAway}</button>
            <button type="button" class="plain" onClick={() => setAsking(false)}>{words.cancel}</button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
