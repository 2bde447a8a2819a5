import type { Binary } from '../binary.js';

export interface FetchContext {
  /** An empty folder to work in; removed afterwards. */
  folder: string;
  /** Says what is being done, on one line. */
  report: (text: string) => void;
  /** Aborted when the run is stopped. */
  signal: AbortSignal;
}

/** One way to get a program. */
export interface Source {
  /** For people: "Go build of its module". */
  title: string;
  /** Why this source cannot work on this machine, or undefined when it may; reads nothing from the network. */
  obstacle(binary: Binary): Promise<string | undefined>;
  /**
   * Gets the program into the context's folder.
   * @returns the path of the program
   * @throws when it cannot be had; the message says why on one line
   */
  fetch(binary: Binary, context: FetchContext): Promise<string>;
}
