import type { JSX } from 'preact';
import { languages, offered, type Language } from './languages';

/** The languages to choose from, and the one that is spoken, even if nobody is led to it. */
export function LanguageSelect({ id, language, choose }: { id?: string; language: Language; choose: (language: Language) => unknown }): JSX.Element {
  const tags: readonly Language[] = offered.includes(language) ? offered : [...offered, language];
  return (
    <select id={id} value={language} onChange={(event) => choose(event.currentTarget.value as Language)}>
      {tags.map((tag) => (
        <option value={tag} key={tag} lang={tag}>
          {languages[tag].name}
        </option>
      ))}
    </select>
  );
}
