const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes a Ctrl-C on that the terminal has already delivered: two within this time are one. */
const sameMs = 500;

/**
 * Waits for Ctrl-C, SIGTERM or the end of the terminal.
 * @param force called when such a signal comes a second time; then the process ends
 */
export function onStopSignal(force: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const name of stopSignals) {
      process.on(name, () => {
        first ??= performance.now();
        resolve(name);
        if (performance.now() - first < sameMs) return;
        force();
        process.exit(130);
      });
    }
  });
}
