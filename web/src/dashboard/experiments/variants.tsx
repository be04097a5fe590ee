// The variants side by side: how each looks to who sees it.
import type { JSX } from 'preact';
import type { Dashboard } from '../state';
import { orders, type Experiment } from './facts';
import { useWords } from './speech';

export function Variants({ app, experiment }: { app: Dashboard; experiment: Experiment }): JSX.Element {
  const { words } = useWords();
  return (
    <ul class="variants" aria-label={words.variant}>
      {experiment.variants.map((variant, at) => {
        const image = variant.image ?? (experiment.kind === 'picture' ? experiment.image : null);
        const path = image && app.pathOf(image);
        return (
          <li key={at}>
            <p><strong>{variant.name}</strong></p>
            {/* Pictures from elsewhere are not loaded here, as they are not for visitors. */}
            {path?.startsWith('/') && <img src={path} alt="" width="200" height="150" loading="lazy" />}
            {experiment.kind === 'words' && <p>{variant.title ?? experiment.summary}</p>}
            {experiment.kind === 'words' && (variant.story ?? experiment.story) && <p class="soft story">{variant.story ?? experiment.story}</p>}
            {experiment.kind === 'order' && <p>{words[`order:${orders.find((one) => one === variant.order) ?? 'time'}`]}</p>}
            {variant.ladder && <p class="soft story">{variant.ladder}</p>}
            {experiment.kept === at && <p><span class="badge open">{words.keptVariant(variant.name)}</span></p>}
          </li>
        );
      })}
    </ul>
  );
}
