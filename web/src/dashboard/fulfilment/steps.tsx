// What can be done with a line by now. Ready can be undone; what was handed over is taken back instead, and somebody says where
// it goes.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { useWords } from '../lists/speech';
import { useSending } from '../parts/sending';
import type { Dashboard } from '../state';
import { useAsking } from './ask';
import type { Leaving } from './doubts';
import { PartForm, ReturnForm } from './part';

/** A line of a sheet, or of a booking. */
export interface StepLine extends Leaving {
  line: number;
  sku: string;
  quantity: number;
  handed_over: number;
  returned: number;
  state: components['schemas']['LineState'];
}
export type Body = components['schemas']['LineStep'];
/** Throws what the server says; whoever shows the line tells of it. */
export type Step = (line: StepLine, body: Body, sentence: string, undo?: () => Promise<unknown>) => Promise<void>;

interface Props {
  app: Dashboard;
  line: StepLine;
  step: Step;
  /** What went wrong with a step that no form asked for. */
  failed: (reason: unknown) => void;
  /** A payment of its booking was written down. */
  paid: () => void;
}

export function Steps({ app, line, step, failed, paid }: Props): JSX.Element {
  const { words } = useWords();
  const [asking, setAsking] = useState<'part' | 'return' | null>(null);
  const { ask, dialog } = useAsking(app, paid);
  const code = line.booking;
  const open = line.quantity - line.handed_over;
  const out = line.handed_over - line.returned;
  const due = line.state === 'due' || line.state === 'ready' || line.state === 'missed';
  const comesBack = out > 0 && line.sku !== 'SEAT' && line.fulfilment !== 'DIGITAL';
  const { send } = useSending();
  const run = (...asked: Parameters<Step>): Promise<void> => send(() => step(...asked).catch(failed));
  const undoReady = (): Promise<void> => step(line, { state: 'due' }, words.isDue(code));
  return (
    <div class="acts">
      {(line.state === 'due' || line.state === 'missed') && (
        <button type="button" class="plain" aria-label={`${words.markReady}: ${code}`}
          onClick={() => void run(line, { state: 'ready' }, words.isReady(code), line.state === 'due' ? undoReady : undefined)}>{words.markReady}</button>
      )}
      {line.state === 'ready' && <button type="button" class="plain" aria-label={`${words.markDue}: ${code}`} onClick={() => void run(line, { state: 'due' }, words.isDue(code))}>{words.markDue}</button>}
      {due && <button type="button" aria-label={`${words.handOver}: ${code}`} onClick={() => ask([line], () => run(line, { state: 'handed-over' }, words.isHandedOver(code)))}>{words.handOver}</button>}
      {due && open > 1 && <button type="button" class="plain" aria-label={`${words.handOver}, ${words.handOverPart} ${code}`} onClick={() => ask([line], () => setAsking('part'))}>{words.handOverPart}</button>}
      {comesBack && <button type="button" class="plain" aria-label={`${words.takeBack} ${code}`} onClick={() => setAsking('return')}>{words.takeBack}</button>}
      {dialog}
      {asking === 'part' && (
        <PartForm open={open} close={() => setAsking(null)}
          send={(quantity) => step(line, { state: 'handed-over', quantity }, words.partHandedOver(quantity, code))} />
      )}
      {asking === 'return' && (
        <ReturnForm out={out} close={() => setAsking(null)}
          send={(quantity, goods) => step(line, { state: 'returned', quantity, goods }, words.isTakenBack(code))} />
      )}
    </div>
  );
}
