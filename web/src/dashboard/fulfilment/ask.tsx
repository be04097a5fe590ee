// What is asked before goods leave: the slot's day has not come, or something is still to be paid.
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { writeDate, writeMoney } from '../../words/write';
import { PaymentForm } from '../bookings/payment';
import { useWords } from '../lists/speech';
import { Dialog } from '../parts/dialog';
import { tell } from '../parts/told';
import type { Dashboard } from '../state';
import { doubtsOf, type Leaving } from './doubts';

type GoOn = () => Promise<void> | void;
export interface Asking {
  /** Goes on at once where there is nothing to ask. */
  ask: (leaving: readonly Leaving[], goOn: GoOn) => void;
  dialog: JSX.Element | null;
}

/** `paid`: a payment of the booking was written down. */
export function useAsking(app: Dashboard, paid: () => void): Asking {
  const [asked, setAsked] = useState<{ leaving: readonly Leaving[]; goOn: GoOn } | null>(null);
  return {
    ask: (leaving, goOn) => {
      const { early, toPay } = doubtsOf(leaving, new Date());
      if (early || toPay) setAsked({ leaving, goOn });
      else void goOn();
    },
    dialog: asked && <Question app={app} leaving={asked.leaving} goOn={asked.goOn} paid={paid} close={() => setAsked(null)} />,
  };
}

interface Props {
  app: Dashboard;
  leaving: readonly Leaving[];
  goOn: GoOn;
  paid: () => void;
  close: () => void;
}

function Question({ app, leaving, goOn, paid, close }: Props): JSX.Element {
  const { words, locale } = useWords();
  const [pays, setPays] = useState(false);
  const { early, toPay } = doubtsOf(leaving, new Date());
  const code = leaving[0]?.booking ?? '';
  // What is handed over is said before what else is owed is asked for anew. After a part of it, the rest is a question again.
  const done = (minor: number): void => {
    if (minor === toPay?.minor) return void Promise.resolve(goOn()).then(paid);
    tell(words.paymentWritten);
    paid();
  };
  if (toPay && pays) return <PaymentForm app={app} code={code} owed={toPay} close={close} done={done} />;
  const buttons = (...acts: ComponentChildren[]): JSX.Element => (
    <div class="buttons">{acts}<button type="button" class="plain" onClick={close}>{words.cancel}</button></div>
  );
  const give = (): void => {
    close();
    void goOn();
  };
  return (
    <Dialog title={words.handOverAsk(code)} close={close}>
      {early && <p>{words.handOverEarly(writeDate(new Date(early.at), 'dayTime', locale, early.zone))}</p>}
      {toPay && <p><strong>{words.handOverUnpaid(writeMoney(toPay, locale))}</strong></p>}
      {toPay
        ? buttons(
          <button type="button" onClick={() => setPays(true)}>{words.takePart}</button>,
          <button type="button" class="danger" onClick={give}>{words.handOverWithout}</button>,
        )
        : buttons(<button type="button" onClick={give}>{words.handOverNow}</button>)}
    </Dialog>
  );
}
