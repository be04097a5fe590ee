// The voice of the customer: how people sound beside how they book, what they wish, and the messages behind each number.
import type { JSX } from 'preact';
import type { ViewProps } from '../views';
import '../lists/style.css';
import { Heard } from './heard';
import { Intake } from './intake';
import { useWords } from './speech';
import './style.css';
import { WordsEditor } from './words_editor';

const parts = [['', 'partHeard'], ['intake', 'partIntake'], ['words', 'partWords']] as const;

export function View({ app, query }: ViewProps): JSX.Element {
  const { words } = useWords();
  const chosen = query.get('part') ?? '';
  return (
    <>
      <p class="soft story">{words.voiceStory}</p>
      <nav class="voice-parts" aria-label={words.voiceParts}>
        {parts.map(([part, word]) => (
          <a key={part} href={app.router.address('voice', part ? { part } : {})} aria-current={part === chosen ? 'page' : undefined}>{words[word]}</a>
        ))}
      </nav>
      {chosen === 'intake' ? <Intake app={app} /> : chosen === 'words' ? <WordsEditor app={app} /> : <Heard app={app} query={query} />}
    </>
  );
}
