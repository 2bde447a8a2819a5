import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Measured {
  /** Width in px; 0 until the element is there. */
  width: number;
  /** Distance from the top of the document in px. */
  top: number;
  /** Root font size in px. */
  rem: number;
}

/** Measures an element before the first paint, so that nothing is laid out twice, and again when it changes. */
export function useMeasured(element: RefObject<HTMLElement | null>): Measured {
  const [measured, setMeasured] = useState<Measured>({ width: 0, top: 0, rem: 16 });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const { width, top } = target.getBoundingClientRect();
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const next = { width, top: top + window.scrollY, rem };
      setMeasured((last) =>
        last.width === next.width && last.top === next.top && last.rem === rem ? last : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    // What is above the list moves it: tags that arrive, a notice that goes.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return measured;
}
