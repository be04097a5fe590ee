import { expect, test } from 'vitest';
import { BadLine, countedOf, keepCount, keptCount, readCounts } from '../../src/dashboard/stock/counts';

class Memory {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

test('a count under way is found again on the device, by shop and venue', () => {
  const memory = new Memory();
  keepCount('kiln', 'yard', { id: 'a', counts: { MUG: '4' } }, memory);
  expect(keptCount('kiln', 'yard', memory)).toEqual({ id: 'a', counts: { MUG: '4' } });
  expect(keptCount('kiln', 'depot', memory)).toBeNull();
  keepCount('kiln', 'yard', null, memory);
  expect(keptCount('kiln', 'yard', memory)).toBeNull();
});

test('what another version kept, or nothing, is no count', () => {
  const memory = new Memory();
  memory.setItem('timeshelf-count:kiln:yard', '{"counts"');
  expect(keptCount('kiln', 'yard', memory)).toBeNull();
  memory.setItem('timeshelf-count:kiln:yard', '{"id":7}');
  expect(keptCount('kiln', 'yard', memory)).toBeNull();
});

test('what was left empty was not counted, and nought was', () => {
  expect(countedOf({ MUG: '', BOWL: '0', VASE: '12' })).toEqual([{ sku: 'BOWL', units: 0 }, { sku: 'VASE', units: 12 }]);
});

test('a CSV is read with or without a heading, in any of the usual separators', () => {
  expect(readCounts('mug,4\nBOWL,007\n')).toEqual({ MUG: '4', BOWL: '7' });
  expect(readCounts('\uFEFF"units";"sku"\r\n"3";"vase"\r\n\r\n')).toEqual({ VASE: '3' });
  expect(readCounts('Sku\tCounted\nMUG\t9')).toEqual({ MUG: '9' });
});

test('the export of a venue is read back, whatever its columns are called', () => {
  const german = { sku: 'Produkt', units: 'Da' };
  expect(readCounts('\uFEFFProdukt,Ort,Da,In keinem Termin\r\nMUG,"Kiln Street, Hof",77,5\r\nBOWL,"Kiln ""Street""",0,0\r\n', german)).toEqual({ MUG: '77', BOWL: '0' });
  expect(readCounts('sku,units\nMUG,4', german)).toEqual({ MUG: '4' });
  expect(() => readCounts('Product,Venue,There\nMUG,Yard,4', german)).toThrow(BadLine);
});

test('a line that cannot be read is named', () => {
  for (const [text, line] of [['MUG,4\nBOWL,many', 2], ['MUG,-1', 1], ['sku,units\nMUG,1.5', 2], [',4', 1], ['MUG', 1]] as const) {
    expect(() => readCounts(text), text).toThrow(BadLine);
    try {
      readCounts(text);
    } catch (reason) {
      expect((reason as BadLine).line, text).toBe(line);
    }
  }
});
