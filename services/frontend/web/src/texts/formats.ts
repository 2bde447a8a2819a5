/** Numbers, sizes and times in the form that one language writes them. */
export function formatsOf(language: string) {
  const number = new Intl.NumberFormat(language);
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const plural = new Intl.PluralRules(language);
  return {
    number: (value: number) => number.format(value),
    percent: (share: number) => percent.format(share),
    date: (iso: string) => date.format(new Date(iso)),
    time: (ms: number) => time.format(ms),
    dimensions: (width: number, height: number) => `${width}\u00a0×\u00a0${height}`,
    bytes: (value: number) => {
      if (value < 1000) return `${value}\u00a0B`;
      if (value < 1_000_000) return `${short.format(value / 1000)}\u00a0kB`;
      return `${short.format(value / 1_000_000)}\u00a0MB`;
    },
    ms: (value: number) => `${value < 10 ? short.format(value) : number.format(Math.round(value))}\u00a0ms`,
    seconds: (value: number) => `${number.format(value)}\u00a0s`,
    /** Minutes and seconds, as a clock that runs down shows them. */
    countdown: (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
    /** The form of a noun that goes with a number; languages have up to six, of which `other` always exists. */
    count: (value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }) =>
      `${number.format(value)} ${forms[plural.select(value)] ?? forms.other}`,
  };
}
