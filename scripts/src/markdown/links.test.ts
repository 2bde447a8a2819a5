import { expect, it } from 'vitest';
import { checkout } from '../checkout.js';
import { anchorsOf, brokenLinks, linksOf, markdownFiles } from './links.js';

it('every link of the documentation leads to a file and a heading', () => {
  expect(markdownFiles(checkout).flatMap((file) => brokenLinks(file, checkout))).toEqual([]);
});

it('links are found in text and in HTML, not in code', () => {
  const markdown = [
    '[one](one.md#a) ![two](two.svg) `[no](no.md)` <img src="three.webp">',
    '```md',
    '[no](no.md)',
    '```',
    '[`four`](four.ts)',
  ].join('\n');
  expect(linksOf(markdown)).toEqual(['one.md#a', 'two.svg', 'four.ts', 'three.webp']);
});

it('headings have the anchors that GitHub gives them', () => {
  const markdown =
    '# I see …\n\n## `npm start`, and [others](x.md)\n\n## Logs\n\n```sh\n# no heading\n```\n\n## Logs\n';
  expect([...anchorsOf(markdown)]).toEqual(['i-see-', 'npm-start-and-others', 'logs', 'logs-1']);
});
