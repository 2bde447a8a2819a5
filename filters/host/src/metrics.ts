import type { MetricType } from './abi.js';

interface Metric {
  type: MetricType;
  value: bigint;
}

/** The proxy's metrics by name. Virtual machines define them again and again; the values go on. */
export class Metrics {
  readonly #metrics = new Map<string, Metric>();

  define(type: MetricType, name: string): Metric {
    const known = this.#metrics.get(name);
    if (known) return known;
    const metric: Metric = { type, value: 0n };
    this.#metrics.set(name, metric);
    return metric;
  }

  /** The value of a metric; 0 if it was never defined. */
  value(name: string): number {
    return Number(this.#metrics.get(name)?.value ?? 0n);
  }

  /** All metrics that are not 0, by name. */
  all(): Record<string, number> {
    const entries = [...this.#metrics].filter(([, { value }]) => value !== 0n);
    return Object.fromEntries(entries.map(([name, { value }]) => [name, Number(value)]));
  }
}
