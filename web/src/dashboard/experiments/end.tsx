// The end: everybody sees the same again, as it was or as one of the variants has it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { FormDialog } from '../lists/form';
import type { Dashboard } from '../state';
import { sentenceOf, type Experiment } from './facts';
import { useWords } from './speech';

export function EndForm({ app, experiment, close, done }: { app: Dashboard; experiment: Experiment; close: () => void; done: (ended: Experiment) => void }): JSX.Element {
  const { words, locale } = useWords();
  const { variants, results } = experiment;
  const [keep, setKeep] = useState(results?.verdict === 'better' ? results.decided ?? 0 : 0);
  const send = async (): Promise<void> =>
    done(await app.client.post('/api/v1/shops/{shop}/experiments/{experiment}/end', { shop: app.shop.slug, experiment: experiment.id }, { keep }));
  return (
    <FormDialog title={words.endExperiment} act={words.endExperiment} close={close} send={send}>
      {() => (
        <>
          <p>{sentenceOf(experiment, words, locale, app.shop.currency)}</p>
          <p class="soft">{words.endHelp}</p>
          <fieldset>
            <legend>{words.keepWhich}</legend>
            {variants.map((variant, at) => (
              <label class="check" key={at}>
                <input type="radio" name="keep" checked={keep === at} onChange={() => setKeep(at)} /> {at === 0 ? words.keepAsItIs(variant.name) : words.keepVariant(variant.name)}
              </label>
            ))}
          </fieldset>
        </>
      )}
    </FormDialog>
  );
}
