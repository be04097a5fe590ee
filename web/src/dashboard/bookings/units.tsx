// How many units of each line are meant.
import type { JSX } from 'preact';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Line } from './booking';
import { unitsLeft, type Units } from './chosen';

export function UnitFields({ lines, units, set, nameOf }: { lines: readonly Line[]; units: Units; set: (units: Units) => void; nameOf: (sku: string) => string }): JSX.Element {
  const { words } = useWords();
  return (
    <>
      {lines.filter((line) => unitsLeft(line) > 0).map((line) => (
        <Field key={line.position} label={words.unitsOf(`${nameOf(line.sku)}, ${line.summary ?? ''}`)}>
          {(tied) => (
            <input {...tied} type="number" inputMode="numeric" min={0} max={unitsLeft(line)} step={1} required value={units[line.position] ?? 0}
              onInput={(event) => set({ ...units, [line.position]: Math.trunc(event.currentTarget.valueAsNumber || 0) })} />
          )}
        </Field>
      ))}
    </>
  );
}
