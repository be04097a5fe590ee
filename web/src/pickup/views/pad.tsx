// Where the customer signs: drawn with a finger, or typed. It goes into the record as text: "path:M10 20L…" as SVG writes
// paths, in a field of 300 by 120; or "name:…".
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useWords } from '../speech';

const wide = 300;
const high = 120;

export function Pad({ changed }: { changed: (drawing: string) => void }): JSX.Element {
  const { words } = useWords();
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const drawn = useRef('');

  const tell = (newPath: string, newName: string): void =>
    changed(newPath ? `path:${newPath}` : newName.trim() ? `name:${newName.trim()}` : '');
  const add = (step: 'M' | 'L', event: JSX.TargetedPointerEvent<SVGSVGElement>): void => {
    const field = event.currentTarget.getBoundingClientRect();
    const x = Math.round(((event.clientX - field.left) / field.width) * wide);
    const y = Math.round(((event.clientY - field.top) / field.height) * high);
    const more = `${step}${x} ${y}`;
    if (drawn.current.endsWith(more)) return; // the finger rests
    drawn.current += more;
    setPath(drawn.current);
  };
  const clear = (): void => {
    drawn.current = '';
    setPath('');
    setName('');
    tell('', '');
  };

  return (
    <fieldset class="pad">
      <legend>{words.signTitle}</legend>
      <p class="soft">{words.signHow}</p>
      <svg viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={words.signField} onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        add('M', event);
      }} onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) add('L', event);
      }} onPointerUp={() => tell(drawn.current, name)} onPointerCancel={() => tell(drawn.current, name)}>
        <line x1="20" y1="95" x2="280" y2="95" />
        <path d={path} />
      </svg>
      <label for="sign-name">{words.signName}</label>
      <input id="sign-name" value={name} autocomplete="off" maxLength={100} onInput={(event) => {
        setName(event.currentTarget.value);
        tell(drawn.current, event.currentTarget.value);
      }} />
      {(path || name) && <button type="button" class="plain" onClick={clear}>{words.signClear}</button>}
    </fieldset>
  );
}
