/** A Markdown table (GFM); what a cell holds of vertical bars and line breaks is made harmless. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text in the type of programs; nothing for nothing. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** Text as it is: what would be taken for an HTML element is not, unless it is in the type of programs already. */
export function prose(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '\\<') : part))
    .join('`');
}

/** "a", "a or b", "a, b or c". */
export function either(texts: string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} or ${last}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
