// Cancelling a booking, or a part of it, with a reason that the audit log keeps.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import { useWords } from '../lists/speech';
import { Field } from '../parts/field';
import type { Dashboard } from '../state';
import type { BookingView } from './booking';
import { allUnits, linesOf } from './chosen';
import { UnitFields } from './units';

export interface ChangeProps {
  app: Dashboard;
  booking: BookingView['booking'];
  nameOf: (sku: string) => string;
  close: () => void;
  done: (sentence: string) => void;
}

export function CancelForm({ app, booking, nameOf, close, done }: ChangeProps): JSX.Element {
  const { words } = useWords();
  const [units, setUnits] = useState(() => allUnits(booking.lines));
  const [reason, setReason] = useState('');
  const [goods, setGoods] = useState<'back' | 'waste'>('back');
  const send = async (): Promise<void> => {
    const lines = linesOf(booking.lines, units);
    if (lines?.length === 0) throw new Error(words.noUnitsChosen);
    const after = await app.client.post('/api/v1/shops/{shop}/bookings/{booking}/cancel', { shop: app.shop.slug, booking: booking.code },
      { reason: reason.trim(), goods, ...(lines && { lines }) });
    done(after.state === 'cancelled' ? words.wasCancelled(booking.code) : words.wasCancelledPartly(booking.code));
  };
  return (
    <FormDialog title={words.cancelTitle(booking.code)} act={words.cancelNow} refrain={words.keepBooking} danger close={close} send={send} fields={['reason']}>
      {(wrong) => (
        <>
          <p>{words.cancelHelp(booking.customer.name)}</p>
          <UnitFields lines={booking.lines} units={units} set={setUnits} nameOf={nameOf} />
          <Field label={words.goods}>
            {(tied) => (
              <select {...tied} value={goods} onChange={(event) => setGoods(event.currentTarget.value as 'back')}>
                <option value="back">{words['goods:back']}</option>
                <option value="waste">{words['goods:waste']}</option>
              </select>
            )}
          </Field>
          <Field label={words.why} error={wrong('reason')}>
            {(tied) => <input {...tied} required maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}
