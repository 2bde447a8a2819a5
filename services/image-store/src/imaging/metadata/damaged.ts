/** A file whose own structure says that it is broken, whatever a forgiving decoder makes of it. */
export class Damaged extends Error {
  /** @param what is wrong, for the log. */
  constructor(what: string) {
    super(what);
    this.name = 'Damaged';
  }
}
