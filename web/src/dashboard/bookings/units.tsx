// How many units of each line are meant; all of them at first.
import type { JSX } from 'preact';
import { Field } from '../parts/field';
import { useWords } from '../lists/speech';
import { unitsLeft, type Line } from './booking';

/** By the line's position. */
export type Units = Readonly<Record<number, number>>;

export function allUnits(lines: readonly Line[]): Units {
  return Object.fromEntries(lines.filter((line) => unitsLeft(line) > 0).map((line) => [line.position, unitsLeft(line)]));
}

/** For the API: nothing where all of the booking is meant. */
export function linesOf(lines: readonly Line[], units: Units): { position: number; quantity: number }[] | undefined {
  const whole = lines.every((line) => units[line.position] === line.quantity);
  if (whole) return undefined;
  return lines.map(({ position }) => ({ position, quantity: units[position] ?? 0 })).filter(({ quantity }) => quantity > 0);
}

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
