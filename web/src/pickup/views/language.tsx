// In which language the app speaks.
import type { JSX } from 'preact';
import { LanguageSelect } from '../../words/select';
import { speakFromNowOn, speech } from '../speech';

export function LanguageChoice(): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  return (
    <p class="field">
      <label for="language">{said.words.language}</label>
      <LanguageSelect id="language" language={said.language} choose={speakFromNowOn} />
    </p>
  );
}
