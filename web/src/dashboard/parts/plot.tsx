// A picture by uPlot, which is loaded with the first one. Screen readers have the table behind it.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Drawing {
  /** Without width and height, which the room gives. */
  options: Omit<uPlot.Options, 'width' | 'height'>;
  data: uPlot.AlignedData;
}
/** The page's colours by the names of their variables, as they are now. */
export type Color = (variable: string) => string;

interface Props {
  label: string;
  height: number;
  /** What the drawing depends on: it is drawn anew when one of these changes, and when light becomes dark. */
  on: readonly unknown[];
  draw: (Plot: typeof uPlot, color: Color) => Drawing;
}

export function Plotted({ label, height, on, draw }: Props): JSX.Element {
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    let plot: uPlot | undefined;
    let gone = false;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = async (): Promise<void> => {
      const { default: Plot } = await import('uplot');
      if (gone) return;
      plot?.destroy();
      const style = getComputedStyle(element);
      const { options, data } = draw(Plot, (variable) => style.getPropertyValue(variable).trim());
      plot = new Plot({ ...options, width: element.clientWidth, height }, data, element);
    };
    const resize = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    const again = (): void => void redraw();
    scheme.addEventListener('change', again); // colours are drawn, not styled
    again();
    return () => {
      gone = true;
      resize.disconnect();
      scheme.removeEventListener('change', again);
      plot?.destroy();
    };
  }, [JSON.stringify(on), height]);
  // Left to right in every language: time runs that way in the picture.
  return <div ref={room} dir="ltr" role="img" aria-label={label} />;
}
