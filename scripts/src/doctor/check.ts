/** What was found about one thing that a hub needs. */
export interface Finding {
  name: string;
  /** `problem`: a start would fail; `note`: worth knowing. */
  level: 'ok' | 'note' | 'problem';
  /** On one line, with the next step when it is a problem. */
  text: string;
}

export const ok = (name: string, text: string): Finding => ({ name, level: 'ok', text });
export const note = (name: string, text: string): Finding => ({ name, level: 'note', text });
export const problem = (name: string, text: string): Finding => ({ name, level: 'problem', text });
