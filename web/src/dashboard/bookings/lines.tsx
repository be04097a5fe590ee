// What a booking has, line by line: how much is with the customer, and the next step of each.
import type { JSX } from 'preact';
import { useWords } from '../lists/speech';
import { useAsking } from '../fulfilment/ask';
import { Steps, type Step, type StepLine } from '../fulfilment/steps';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import { Money, When } from '../parts/write';
import type { Line, Part } from './booking';

interface Props extends Part {
  nameOf: (sku: string) => string;
  failed: (reason: unknown) => void;
}

export function Lines({ app, view, nameOf, again, failed }: Props): JSX.Element {
  const { words } = useWords();
  const { booking } = view;
  const stands = booking.state === 'confirmed';
  const stepOf = (line: Line): StepLine => ({
    booking: booking.code, line: line.position, sku: line.sku, quantity: line.quantity, handed_over: line.handed_over ?? 0, returned: line.returned ?? 0,
    state: line.state ?? 'due', fulfilment: line.fulfilment,
    at: line.window?.starts_at ?? line.starts_at ?? '', zone: line.time_zone ?? app.shop.time_zone, to_pay: view.money.owed.minor > 0 ? view.money.owed : null,
  });
  const { ask, dialog } = useAsking(app, again);
  const advance = (line: number, body: Parameters<Step>[1]): Promise<unknown> =>
    app.client.post('/api/v1/shops/{shop}/fulfilment/{booking}/{line}', { shop: app.shop.slug, booking: booking.code, line }, body);
  const step: Step = async ({ line }, body, sentence, undo) => {
    failed(undefined);
    await advance(line, body);
    tell(sentence, undo);
    again();
  };
  const here = booking.lines.filter((line) => stands && line.quantity > (line.handed_over ?? 0));
  const handOverAll = async (): Promise<void> => {
    failed(undefined);
    if (!(await confirm({ title: words.handOverAllTitle(booking.customer.name), text: here.map((line) => <p key={line.position}>{line.quantity - (line.handed_over ?? 0)} × {nameOf(line.sku)}</p>), act: words.handOverAllNow }))) return;
    try {
      for (const line of here) await advance(line.position, { state: 'handed-over' });
      tell(words.allHandedOver(booking.code));
    } catch (why) {
      failed(why);
    }
    again(); // some may have been handed over before it failed
  };
  const said = (slot: string): string | undefined => {
    const answer = stands ? view.answers.find((one) => one.slot === slot)?.answer : undefined;
    return answer && `${words.calendarSays}: ${words[`says:${answer}`]}`;
  };
  const wayOf = (line: Line): string => words[`way:${line.fulfilment as 'PICKUP'}`] ?? line.fulfilment;
  return (
    <>
      <List label={words.linesOf} file={`booking-${booking.code}`} rows={booking.lines} keyOf={(line) => line.position} empty=""
        columns={[
          { name: words.what, heading: true, text: (line) => nameOf(line.sku), show: (line) => <>{line.quantity} × {nameOf(line.sku)}<div class="soft">{line.summary}</div></> },
          { name: words.slot, text: (line) => line.summary ?? '' },
          { name: words.units, text: (line) => line.quantity },
          { name: words.when, text: (line) => line.window?.starts_at ?? line.starts_at ?? '', show: (line) => (
            <>
              {line.starts_at && <When at={line.window?.starts_at ?? line.starts_at} until={line.window?.ends_at ?? line.ends_at} zone={line.time_zone ?? app.shop.time_zone} />}
              {said(line.slot) && <div class="soft">{said(line.slot)}</div>}
            </>
          ) },
          { name: words.way, text: wayOf, show: wayOf },
          { name: words.state, text: (line) => (line.state ? words[`lineState:${line.state}`] : ''), show: (line) => line.state
            && <a href={app.router.address('fulfilment', { slot: line.slot })}>{words[`lineState:${line.state}`]}</a> },
          { name: words.handed, text: (line) => line.handed_over ?? 0, show: (line) => (
            <>{words.handedOf(line.handed_over ?? 0, line.quantity)}{(line.returned ?? 0) > 0 && <div class="soft">{words.broughtBack(line.returned ?? 0)}</div>}</>
          ) },
          { name: words['lineState:returned'], text: (line) => line.returned ?? 0 },
          { name: words.price, number: true, text: (line) => Number(line.subtotal.amount), show: (line) => <Money of={line.subtotal} /> },
          { name: words.currency, text: (line) => line.subtotal.currency },
          ...(stands ? [{ name: words.acts, show: (line: Line) => <Steps app={app} line={stepOf(line)} step={step} failed={failed} paid={again} /> }] : []),
        ]} />
      {here.length > 1 && <p class="buttons"><button type="button" onClick={() => ask(here.map(stepOf), handOverAll)}>{words.handOverAll}</button></p>}
      {dialog}
    </>
  );
}
