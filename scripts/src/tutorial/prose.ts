/**
 * Markdown as it is read in a terminal: links, emphasis and comments are reduced to their text, and all else, which Markdown
 * was made for, stays as it is.
 */
export function plainText(markdown: string): string {
  const parts = markdown.split(/(^```[\s\S]*?^```$|`[^`\n]+`)/gm);
  return parts.map((part) => (part.startsWith('`') ? code(part) : reduced(part))).join('');
}

function reduced(text: string): string {
  return text
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, '$1');
}

/** What is in a fenced block is shifted to the right. */
function code(text: string): string {
  if (!text.startsWith('```')) return text;
  return text.split('\n').slice(1, -1).join('\n').replaceAll(/^/gm, '    ');
}
