/** Something the person at the keyboard can put right: shown as it is, without a stack. */
export class Failure extends Error {
  /** One line per thing to say: what went wrong, then what to do. */
  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'Failure';
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
