// How much of a line goes over the counter, or comes back.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';

const destinations = ['stock', 'waste'] as const;
type Goods = (typeof destinations)[number];

export function PartForm({ open, close, send }: { open: number; close: () => void; send: (units: number) => Promise<unknown> }): JSX.Element {
  const { words } = useWords();
  const [units, setUnits] = useState('1');
  return (
    <FormDialog title={words.handOverPartTitle} act={words.handOver} close={close} send={() => send(Number(units))} fields={['quantity']}>
      {(wrong) => <Units label={words.units} help={words.handOverHelp(open)} most={open} value={units} set={setUnits} error={wrong('quantity')} />}
    </FormDialog>
  );
}

export function ReturnForm({ out, close, send }: { out: number; close: () => void; send: (units: number, goods: Goods) => Promise<unknown> }): JSX.Element {
  const { words } = useWords();
  const [units, setUnits] = useState(String(out));
  const [goods, setGoods] = useState<Goods>('stock');
  return (
    <FormDialog title={words.takeBackTitle} act={words.takeBackNow} close={close} send={() => send(Number(units), goods)} fields={['quantity']}>
      {(wrong) => (
        <>
          {out > 1 && <Units label={words.comesBack} most={out} value={units} set={setUnits} error={wrong('quantity')} />}
          <Field label={words.goodsGo}>
            {(tied) => (
              <select {...tied} value={goods} onChange={(event) => setGoods(event.currentTarget.value as Goods)}>
                {destinations.map((one) => <option key={one} value={one}>{words[`goesTo:${one}`]}</option>)}
              </select>
            )}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

interface UnitsProps {
  label: string;
  help?: string;
  most: number;
  value: string;
  set: (value: string) => void;
  error: string | undefined;
}

function Units({ label, help, most, value, set, error }: UnitsProps): JSX.Element {
  return (
    <Field label={label} help={help} error={error}>
      {(tied) => <input {...tied} type="number" inputMode="numeric" required min={1} max={most} step={1} value={value} onInput={(event) => set(event.currentTarget.value)} />}
    </Field>
  );
}
