// Views that nobody sees first are loaded behind the one that is: they are there before anybody goes to them, and the service
// worker keeps them as all else.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useWords } from '../speech';
import type { Pickup } from '../state';

const loaded = signal<typeof import('./behind') | 'failed' | null>(null);
let loading = false;

export function loadLater(): void {
  if (loading || (loaded.value !== null && loaded.value !== 'failed')) return;
  loading = true;
  void import('./behind')
    .then((views) => (loaded.value = views), () => (loaded.value = 'failed'))
    .finally(() => (loading = false));
}

export function Later({ app, view }: { app: Pickup; view: 'sell' | 'today' | 'device' }): JSX.Element | null {
  const { words } = useWords();
  useEffect(loadLater, [view]);
  const views = loaded.value;
  if (views === 'failed') return <section class="panel"><h1>{words[view]}</h1><p role="alert">{words.needsNetwork}</p></section>;
  if (!views) return null;
  const Shown = { sell: views.Sell, today: views.Today, device: views.Device }[view];
  return <Shown app={app} />;
}
