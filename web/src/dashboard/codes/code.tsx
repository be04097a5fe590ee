// A code is made, or what it is worth is changed. What was used already stays used.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Slot } from '../../api/client';
import { beginOf, dayIn, daysFrom } from '../lists/days';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import type { Product } from '../lists/names';
import { useSlotName } from '../lists/slots';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { Code } from './view';

type Off = 'rate' | 'sum' | 'nothing';

interface Props {
  app: Dashboard;
  code: Code | null;
  products: readonly Product[];
  slots: readonly Slot[];
  close: () => void;
  done: (code: string) => void;
}

/** "12.5" and "12,5" as hundredths of a per cent. */
export function rateOf(percent: string): number {
  return Math.round(Number(percent.replace(',', '.')) * 100);
}

export function CodeForm({ app, code, products, slots, close, done }: Props): JSX.Element {
  const { words } = useWords();
  const slotName = useSlotName();
  const zone = app.shop.time_zone;
  const [name, setName] = useState(code?.code ?? '');
  const [off, setOff] = useState<Off>(code?.sum ? 'sum' : code && code.rate === null ? 'nothing' : 'rate');
  const [percent, setPercent] = useState(code?.rate ? String(code.rate / 100) : '');
  const [sum, setSum] = useState(code?.sum?.amount ?? '');
  const [audience, setAudience] = useState(code?.audience ?? '');
  const [sku, setSku] = useState(code?.sku ?? '');
  const [slot, setSlot] = useState(code?.slot ?? '');
  const [limit, setLimit] = useState(code?.limit ? String(code.limit) : '');
  const [from, setFrom] = useState(code?.valid_from ? dayIn(zone, new Date(code.valid_from)) : '');
  // The end that the API keeps is the beginning of the day behind the last.
  const [until, setUntil] = useState(code?.valid_until ? dayIn(zone, new Date(Date.parse(code.valid_until) - 1)) : '');
  const [active, setActive] = useState(code?.active ?? true);
  const send = async (): Promise<void> => {
    const body = {
      ...(off === 'rate' && { rate: rateOf(percent) }),
      ...(off === 'sum' && { sum: sum.trim().replace(',', '.'), currency: code?.sum?.currency ?? app.shop.currency }),
      ...given({ audience: audience.trim(), sku, slot, limit: limit && Number(limit),
        valid_from: from && beginOf(from, zone), valid_until: until && beginOf(daysFrom(until, 1), zone) }),
      active,
    };
    const after = await app.client.put('/api/v1/shops/{shop}/codes/{code}', { shop: app.shop.slug, code: name.trim() }, body);
    done(after.code);
  };
  return (
    <FormDialog title={code ? words.changeCode(code.code) : words.makeCode} act={words.save} close={close} send={send}
      fields={['code', 'rate', 'sum', 'audience', 'sku', 'slot', 'limit', 'valid_from', 'valid_until']}>
      {(wrong) => (
        <>
          {!code && (
            <Field label={words.code} error={wrong('code')}>
              {(tied) => <input {...tied} required maxLength={40} autocapitalize="characters" value={name} onInput={(event) => setName(event.currentTarget.value)} />}
            </Field>
          )}
          <Field label={words.worth}>
            {(tied) => (
              <select {...tied} value={off} onChange={(event) => setOff(event.currentTarget.value as Off)}>
                {(['rate', 'sum', 'nothing'] as const).map((one) => <option key={one} value={one}>{words[`off:${one}`]}</option>)}
              </select>
            )}
          </Field>
          {off === 'rate' && (
            <Field label={words.percent} error={wrong('rate')}>
              {(tied) => <input {...tied} required inputMode="decimal" pattern="[0-9]{1,3}([.,][0-9]{1,2})?" value={percent} onInput={(event) => setPercent(event.currentTarget.value)} />}
            </Field>
          )}
          {off === 'sum' && (
            <Field label={words.amountIn(code?.sum?.currency ?? app.shop.currency)} error={wrong('sum')}>
              {(tied) => <input {...tied} required inputMode="decimal" value={sum} onInput={(event) => setSum(event.currentTarget.value)} />}
            </Field>
          )}
          <Field label={words.audience} help={words.audienceHelp} error={wrong('audience') ?? (off === 'nothing' ? wrong('rate') : undefined)}>
            {(tied) => <input {...tied} maxLength={64} required={off === 'nothing'} value={audience} onInput={(event) => setAudience(event.currentTarget.value)} />}
          </Field>
          <Field label={`${words.onlyFor}: ${words.product}`} error={wrong('sku')}>
            {(tied) => (
              <select {...tied} value={sku} onChange={(event) => setSku(event.currentTarget.value)}>
                <option value="">{words.everything}</option>
                <option value="SEAT">{words.seat}</option>
                {products.map((one) => <option key={one.sku} value={one.sku}>{one.name}</option>)}
              </select>
            )}
          </Field>
          <Field label={`${words.onlyFor}: ${words.slot}`} error={wrong('slot')}>
            {(tied) => (
              <select {...tied} value={slot} onChange={(event) => setSlot(event.currentTarget.value)}>
                <option value="">{words.anySlot}</option>
                {slot && !slots.some((one) => one.id === slot) && <option value={slot}>{slot}</option>}
                {slots.map((one) => <option key={one.id} value={one.id}>{slotName(one)}</option>)}
              </select>
            )}
          </Field>
          <Field label={words.useLimit} help={words.optional} error={wrong('limit')}>
            {(tied) => <input {...tied} type="number" inputMode="numeric" min={1} step={1} value={limit} onInput={(event) => setLimit(event.currentTarget.value)} />}
          </Field>
          <Field label={words.validFrom} help={words.optional} error={wrong('valid_from')}>
            {(tied) => <input {...tied} type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />}
          </Field>
          <Field label={words.validUntil} help={words.optional} error={wrong('valid_until')}>
            {(tied) => <input {...tied} type="date" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />}
          </Field>
          <label class="check"><input type="checkbox" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} /> {words.isActive}</label>
        </>
      )}
    </FormDialog>
  );
}
