import { useEffect, useState } from 'react';

/** The time in ms since the epoch, kept up to date. @param interval in ms. */
export function useNow(interval = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}

/** Whole seconds until a time in ms since the epoch, counting down to 0. */
export function useCountdown(until: number): number {
  return Math.max(0, Math.ceil((until - useNow(250)) / 1000));
}
