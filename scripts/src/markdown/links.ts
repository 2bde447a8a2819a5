import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import GithubSlugger from 'github-slugger';

const skipped = new Set(['node_modules', 'dist', 'generated', 'test-results']);

/** All Markdown files below a folder, but for what is installed, built or hidden. */
export function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name) || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/**
 * The links of a Markdown file to other files and to headings that lead nowhere. Addresses of the web are left alone.
 *
 * @param root folder that the answer names files from
 * @returns lines such as `docs/faq.md: operations.md#logging`
 */
export function brokenLinks(file: string, root: string): string[] {
  return linksOf(readFileSync(file, 'utf8'))
    .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(file, link))
    .map((link) => `${relative(root, file)}: ${link}`);
}

/** Targets of `[text](target)`, `![text](target)` and of HTML's src, srcset and href, outside of code. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  const inline = [...text.matchAll(/\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)?)\)/g)];
  const html = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return [...inline, ...html].map(([, target = '']) => target);
}

/** The anchors that GitHub gives to the headings of a Markdown file. */
export function anchorsOf(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = [...withoutFences(markdown).matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)];
  return new Set(headings.map(([, heading = '']) => slugger.slug(plainText(heading))));
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? file : resolve(dirname(file), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined || !target.endsWith('.md') || statSync(target).isDirectory()) return true;
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor);
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '');
}

function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^( *)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\2`* *$/gm, '');
}

/** A heading as it reads, without the marks of links and of code. */
function plainText(heading: string): string {
  return heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
}
