// On the way to the provider's page, and back from it: the page looks again by itself.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PaymentPage, ReturnedPage } from '../page';
import { useSpeech } from '../speech';
import { writeSum } from '../sums';
import { look, page, shopPath } from '../visit';

const pause = 2_000;

export function Payment({ shown }: { shown: PaymentPage }): JSX.Element {
  const said = useSpeech();
  const { words } = said;
  const { checkout, back } = shown;
  const leads = !back && checkout.url ? checkout.url : '';
  useEffect(() => {
    if (leads) return location.assign(leads);
    let timer = 0;
    const again = (): void => {
      timer = window.setTimeout(() => {
        // Where there is no connection it is looked again all the same.
        void look().catch(() => undefined).then(() => page.peek()?.view === 'payment' && again());
      }, back ? pause : pause / 4);
    };
    again();
    return () => clearTimeout(timer);
  }, [leads]);
  const sum = writeSum(checkout.total, said);
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1}>{back ? words.lookingForPayment : words.onToPayment}</h1>
      <p role="status">{back ? words.lookingStory(sum) : words.onToPaymentStory(sum)}</p>
      {checkout.url && <p class="buttons"><a class="button quiet" href={checkout.url}>{back ? words.backToPayment : words.onToPayment}</a></p>}
    </section>
  );
}

export function Returned({ shown }: { shown: ReturnedPage }): JSX.Element {
  const said = useSpeech();
  const { words, language } = said;
  return (
    <section class="narrow panel">
      <h1 tabIndex={-1}>{words.goesBack}</h1>
      <p class="notice" role="alert">{language === shown.language && shown.reason ? shown.reason : words.goesBackWhy}</p>
      <p>{words.goesBackStory(writeSum(shown.amount, said))}</p>
      <p class="buttons"><a class="button" href={shopPath()}>{words.seeWhatThereIsNow}</a></p>
    </section>
  );
}
