// Experiments: an event shown, or priced, in several ways, and what was learned by it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { writeDate } from '../../words/write';
import { useSlots } from '../lists/slots';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { List } from '../parts/list';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { EndForm } from './end';
import { aboutOf, sentenceOf, type Experiment } from './facts';
import { DraftForm } from './form';
import { ResultsOf } from './results';
import { useWords } from './speech';
import './style.css';
import { Variants } from './variants';

export function View({ app, query }: ViewProps): JSX.Element {
  const chosen = query.get('experiment');
  return chosen ? <One app={app} id={chosen} key={chosen} /> : <All app={app} />;
}

export const badgeOf = { draft: '', running: 'open', ended: 'low' } as const;

function All({ app }: { app: Dashboard }): JSX.Element {
  const { words, locale } = useWords();
  const slots = useSlots(app);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/experiments', { shop: app.shop.slug }), []);
  const [open, setOpen] = useState(false);
  const begun = (one: Experiment): string => (one.started_at ? writeDate(new Date(one.started_at), 'dayOfYear', locale, app.shop.time_zone) : '–');
  const about = (one: Experiment): string => aboutOf(one, words.wholePage, locale) || '–';
  return (
    <section class="panel">
      <div class="head-of">
        <p class="soft">{words.experimentsHelp}</p>
        <button type="button" onClick={() => setOpen(true)}>{words.newExperiment}</button>
      </div>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {!asked.value && asked.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
      {asked.value && (
        <List label={words.allExperiments} file="experiments" rows={asked.value.experiments} keyOf={(one) => one.id} empty={words.noExperiments}
          columns={[
            { name: words.experimentName, heading: true, text: (one) => one.name, show: (one) => <a href={app.router.address('experiments', { experiment: one.id })}>{one.name}</a> },
            { name: words.about, text: about, show: about },
            { name: words.whatDiffers, text: (one) => words[`experimentKind:${one.kind}`], show: (one) => words[`experimentKind:${one.kind}`] },
            { name: words.state, text: (one) => words[`experimentState:${one.state}`], show: (one) => <State of={one} /> },
            { name: words.sinceDay, text: (one) => one.started_at ?? '', show: begun },
            { name: words.whatItSays, text: (one) => sentenceOf(one, words, locale, app.shop.currency), show: (one) => sentenceOf(one, words, locale, app.shop.currency) || '–' },
          ]} />
      )}
      {open && <DraftForm app={app} draft={null} slots={slots} close={() => setOpen(false)}
        done={(written) => { tell(words.drafted); void app.router.go('experiments', { experiment: written.id }); }} />}
    </section>
  );
}

function State({ of }: { of: Experiment }): JSX.Element {
  const { words } = useWords();
  return <span class={`badge ${badgeOf[of.state]}`}>{words[`experimentState:${of.state}`]}</span>;
}

function One({ app, id }: { app: Dashboard; id: string }): JSX.Element {
  const { words } = useWords();
  const values = { shop: app.shop.slug, experiment: id };
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/experiments/{experiment}', values), []);
  const [open, setOpen] = useState<'draft' | 'end' | null>(null);
  const { reason, send } = useSending();
  const slots = useSlots(app);
  const start = async (): Promise<void> => {
    if (!(await confirm({ title: words.startQuestion, text: <p>{words.startWarning}</p>, act: words.start }))) return;
    await send(async () => {
      asked.put(await app.client.post('/api/v1/shops/{shop}/experiments/{experiment}/start', values, undefined));
      tell(words.started);
    });
  };
  const remove = async (): Promise<void> => {
    if (!(await confirm({ title: words.removeQuestion, text: <p>{words.removeWarning}</p>, act: words.removeExperiment, danger: true }))) return;
    await send(async () => {
      await app.client.delete('/api/v1/shops/{shop}/experiments/{experiment}', values);
      tell(words.experimentRemoved);
      await app.router.go('experiments');
    });
  };
  const all = <p><a href={app.router.address('experiments')}>{words.allExperiments}</a></p>;
  if (asked.reason !== undefined) return <>{all}<Trouble reason={asked.reason} again={asked.again} /></>;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const experiment = asked.value;
  return (
    <>
      {all}
      <section class="panel experiment">
        <div class="head-of">
          <h2>{experiment.name} <State of={experiment} /></h2>
          <div class="buttons">
            {experiment.state === 'draft' && <button type="button" onClick={() => void start()}>{words.start}</button>}
            {experiment.state === 'draft' && <button type="button" class="plain" onClick={() => setOpen('draft')}>{words.changeDraft}</button>}
            {experiment.state === 'running' && <button type="button" onClick={() => setOpen('end')}>{words.end}</button>}
            {experiment.state !== 'running' && <button type="button" class="plain" onClick={() => void remove()}>{words.removeExperiment}</button>}
          </div>
        </div>
        <Dates app={app} experiment={experiment} />
        {reason !== undefined && <Trouble reason={reason} />}
        <Variants app={app} experiment={experiment} />
        {experiment.state === 'ended' && experiment.kept === null && <p>{words.keptNothing}</p>}
        <ResultsOf app={app} experiment={experiment} />
      </section>
      {open === 'draft' && <DraftForm app={app} draft={experiment} slots={slots} close={() => setOpen(null)} done={(written) => { asked.put(written); tell(words.drafted); }} />}
      {open === 'end' && <EndForm app={app} experiment={experiment} close={() => setOpen(null)} done={(ended) => { asked.put(ended); tell(words.nowEnded); }} />}
    </>
  );
}

/** Which event, what differs, since when. */
function Dates({ app, experiment }: { app: Dashboard; experiment: Experiment }): JSX.Element {
  const { words, locale } = useWords();
  const day = (at: string): string => writeDate(new Date(at), 'dayOfYear', locale, app.shop.time_zone);
  const facts = [
    aboutOf(experiment, words.wholePage, locale),
    experiment.slots.length > 0 && words.slotsChosen(experiment.slots.length),
    words[`experimentKind:${experiment.kind}`],
    experiment.started_at && `${words.sinceDay}: ${day(experiment.started_at)}`,
    experiment.ended_at && `${words.endedOn}: ${day(experiment.ended_at)}`,
  ];
  return <p class="soft">{facts.filter(Boolean).join(' · ')}</p>;
}
