// What this device holds already, above what it could hold next (holding/bar.tsx).
import type { JSX } from 'preact';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { holdsAny } from '../../holding/later';
import type { SlotPage } from '../page';
import { useSpeech } from '../speech';
import { prefix } from '../visit';

export function HeldHere({ shop: { slug, time_zone: zone } }: Pick<SlotPage, 'shop'>): JSX.Element {
  const { language } = useSpeech();
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = room.current;
    if (!here || !holdsAny()) return;
    void import('../../holding/bar').then(({ showHeld }) => {
      if (here.isConnected) void showHeld(here, { slug, prefix: prefix(), zone }, language);
    });
  }, [slug, language]);
  useEffect(() => {
    const here = room.current;
    return () => void (here && render(null, here));
  }, []);
  return <div ref={room} />;
}
