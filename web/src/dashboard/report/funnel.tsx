// From looking to having: each step as a bar, as long as what is left of the longest.
import type { JSX } from 'preact';
import type { Report } from './view';
import { useWords } from './speech';

export function FunnelPicture({ report }: { report: Report }): JSX.Element {
  const { words, locale } = useWords();
  const { funnel, waiting } = report;
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const digits = new Intl.NumberFormat(locale);
  const steps = [
    { name: words.looks, amount: funnel.views },
    { name: words.holds, amount: funnel.holds },
    { name: words.booked, amount: funnel.bookings },
    { name: words.picked, amount: funnel.handed_over },
  ];
  const longest = Math.max(1, ...steps.map(({ amount }) => amount));
  const lost = [
    funnel.expired > 0 && words.expired(funnel.expired),
    funnel.cancelled > 0 && words.cancelled(funnel.cancelled),
    funnel.missed > 0 && words.notPicked(funnel.missed),
  ].filter((sentence): sentence is string => sentence !== false);
  return (
    <>
      <ol class="funnel">
        {steps.map(({ name, amount }, at) => {
          const before = steps[at - 1]?.amount ?? 0;
          return (
            <li key={name}>
              <span>{name}</span>
              <span class="number"><strong>{digits.format(amount)}</strong>{before >= amount && before > 0 && <span class="soft"> {words.share(percent.format(amount / before))}</span>}</span>
              <meter min={0} max={longest} value={amount} aria-label={name} />
            </li>
          );
        })}
      </ol>
      {lost.length > 0 && <p>{lost.join(' · ')}</p>}
      {funnel.walk_ups > 0 && <p>{words.walkUps(funnel.walk_ups)}</p>}
      {waiting.joined > 0 && <p>{words.waited(waiting.joined, waiting.served)}</p>}
    </>
  );
}
