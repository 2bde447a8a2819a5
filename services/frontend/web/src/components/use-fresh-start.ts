import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/** Where each entry of the history was scrolled to when it was left. */
const positions = new Map<string, number>();

/**
 * A new page starts with the focus on its content and at its top, as a page load would; one that is gone back to
 * starts where it was left. The browser's own restoration comes before a list of pictures is there to scroll in.
 */
export function useFreshStartOnNavigation(main: RefObject<HTMLElement | null>): void {
  const { pathname, key } = useLocation();
  const isBack = useNavigationType() === 'POP';
  const previous = useRef({ pathname, key });

  useEffect(() => {
    history.scrollRestoration = 'manual';
    const remember = () => positions.set(previous.current.key, window.scrollY);
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, []);

  useLayoutEffect(() => {
    const left = previous.current;
    previous.current = { pathname, key };
    if (left.pathname === pathname) return;
    main.current?.focus({ preventScroll: true });
    return scrollWhenTallEnough(isBack ? (positions.get(key) ?? 0) : 0);
  }, [pathname, key, isBack, main]);
}

/** Frames to wait for a page to become as tall as it was. */
const PATIENCE = 30;

/** A page is laid out in a few steps: its list of pictures has no height before it knows its width. */
function scrollWhenTallEnough(top: number): () => void {
  let frame = 0;
  let frames = 0;
  const scroll = () => {
    window.scrollTo(0, top);
    frames += 1;
    if (window.scrollY < Math.floor(top) && frames < PATIENCE) frame = requestAnimationFrame(scroll);
  };
  scroll();
  return () => cancelAnimationFrame(frame);
}
