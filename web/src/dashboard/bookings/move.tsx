// Moving a booking, or a part of it, to another slot. What it costs there is asked before it costs something else.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem, type Money } from '../../api/client';
import { writeMoney, writeRange } from '../../words/write';
import { FormDialog } from '../lists/form';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import { confirm } from '../parts/confirm';
import { Field } from '../parts/field';
import type { ChangeProps } from './cancel';
import { allUnits, linesOf } from './chosen';
import { UnitFields } from './units';

export function MoveForm({ app, booking, nameOf, close, done }: ChangeProps): JSX.Element {
  const { words, locale } = useWords();
  const slotName = useSlotName();
  const skus = new Set(booking.lines.map((line) => line.sku));
  const now = Date.now();
  const slots = useSlots(app).filter((slot) => Date.parse(slot.starts_at) > now && slot.offers.some((offer) => skus.has(offer.sku))
    && !booking.lines.every((line) => line.slot === slot.id));
  const [units, setUnits] = useState(() => allUnits(booking.lines));
  const [to, setTo] = useState('');
  const [window, setWindow] = useState('');
  const [reason, setReason] = useState('');
  const target = slots.find((slot) => slot.id === to);
  const windows = target?.fulfilment.find(({ kind }) => kind === 'PICKUP')?.windows ?? [];
  const move = (total: number): Promise<unknown> => {
    const lines = linesOf(booking.lines, units);
    if (lines?.length === 0) throw new Error(words.noUnitsChosen);
    return app.client.post('/api/v1/shops/{shop}/bookings/{booking}/move', { shop: app.shop.slug, booking: booking.code },
      { to, total, reason: reason.trim(), ...(window && { window }), ...(lines && { lines }) });
  };
  const send = async (): Promise<void> => {
    try {
      await move(booking.total.minor);
    } catch (why) {
      const total = why instanceof Problem && why.document?.type.endsWith('/total-differs') ? (why.document as { total?: Money }).total : undefined;
      if (!total) throw why;
      const agreed = await confirm({
        title: words.otherTotalTitle,
        text: words.otherTotal(writeMoney(total, locale), writeMoney(booking.total, locale)),
        act: words.moveAtThatPrice(writeMoney(total, locale)),
      });
      if (!agreed) return;
      await move(total.minor);
    }
    done(words.wasMoved(booking.code));
  };
  return (
    <FormDialog title={words.moveTitle(booking.code)} act={words.moveNow} close={close} send={send} fields={['to', 'window', 'reason']}>
      {(wrong) => (
        <>
          <p>{slots.length > 0 ? words.moveHelp(booking.customer.name) : words.noSlotToMoveTo}</p>
          <UnitFields lines={booking.lines} units={units} set={setUnits} nameOf={nameOf} />
          <Field label={words.moveTo} error={wrong('to')}>
            {(tied) => (
              <select {...tied} required value={to} onChange={(event) => { setTo(event.currentTarget.value); setWindow(''); }}>
                <option value="" />
                {slots.map((slot) => <option key={slot.id} value={slot.id}>{slotName(slot)}</option>)}
              </select>
            )}
          </Field>
          {target && windows.length > 0 && (
            <Field label={words.pickupWindow} error={wrong('window')}>
              {(tied) => (
                <select {...tied} value={window} onChange={(event) => setWindow(event.currentTarget.value)}>
                  <option value="">{words.anyWindow}</option>
                  {windows.map((one) => <option key={one.starts_at} value={one.starts_at} disabled={one.left === 0}>{writeRange(new Date(one.starts_at), new Date(one.ends_at), 'time', locale, target.time_zone)}</option>)}
                </select>
              )}
            </Field>
          )}
          <Field label={words.why} error={wrong('reason')}>
            {(tied) => <input {...tied} required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
