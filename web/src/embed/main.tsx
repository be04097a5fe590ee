// The page of lines to copy: the server wrote all of it, and the elements draw their previews themselves. Here it learns the
// visitor's language, and its buttons copy.
import { effect, useSignal } from '@preact/signals';
import { render, type JSX } from 'preact';
import type { Language } from '../words/languages';
import { LanguageSelect } from '../words/select';
import { writeDate } from '../words/write';
import { speakFirst, speakFromNowOn, speech } from './speech';
import type { Words } from './words/en';
import './style.css';

function CopyButton({ line }: { line: HTMLElement }): JSX.Element | null {
  const outcome = useSignal<'copied' | 'copyFailed' | null>(null);
  const said = speech.value;
  if (!said) return null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(line.textContent ?? '');
      outcome.value = 'copied';
    } catch {
      outcome.value = 'copyFailed'; // no permission, or no secure connection
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {said.words.copy}
      </button>
      <span role="status" class="soft">
        {outcome.value && said.words[outcome.value]}
      </span>
    </>
  );
}

function LanguageChoice(): JSX.Element | null {
  const said = speech.value;
  if (!said) return null;
  return (
    <p class="language">
      <label class="hidden" for="language">
        {said.words.language}
      </label>
      <LanguageSelect id="language" language={said.language} choose={(language) => void speakFromNowOn(language)} />
    </p>
  );
}

// Badges speak what their address says, because a site has one language, whoever reads it.
function sayLanguage(language: Language): void {
  const asked = language === 'de' || language === 'es' ? language : 'en';
  const said = (address: string): string => address.replace(/badge\.svg\?lang=../, `badge.svg?lang=${asked}`);
  for (const place of document.querySelectorAll<HTMLElement>('[data-says-language]')) {
    if (place instanceof HTMLImageElement) place.src = said(place.src);
    else place.textContent = said(place.textContent ?? '');
  }
}

function speakAround(): void {
  const said = speech.value;
  if (!said) return;
  for (const element of document.querySelectorAll<HTMLElement>('[data-word]')) {
    element.textContent = said.words[element.dataset.word as keyof Words] ?? element.textContent;
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.setAttribute('aria-label', said.words[element.dataset.label as keyof Words] ?? '');
  }
  for (const option of document.querySelectorAll<HTMLElement>('option[data-from]')) {
    const { from = '', zone = 'UTC', name = '' } = option.dataset;
    option.textContent = `${writeDate(new Date(from), 'dayTime', said.locale, zone)} · ${name}`;
  }
  sayLanguage(said.language);
  for (const element of document.querySelectorAll('timeshelf-slot, timeshelf-calendar')) element.setAttribute('lang', said.language);
}

async function start(): Promise<void> {
  await speakFirst();
  effect(speakAround);
  for (const room of document.querySelectorAll<HTMLElement>('.copy')) {
    const line = document.getElementById(room.dataset.of ?? '');
    if (line) render(<CopyButton line={line} />, room);
  }
  const bar = document.querySelector('.bar');
  if (bar) render(<LanguageChoice />, bar.appendChild(document.createElement('div')));
}

void start();
