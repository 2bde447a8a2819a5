import { expect, it } from 'vitest';
import { plainText } from './prose.js';

it('shows the text of links and emphasis, leaves code as it is, and hides comments', () => {
  const markdown =
    '<!-- needs: wrk -->\n**Goal.** Read *this* [page](a.md#b), `**not** [this](x)`? `/api/images/*/pull`\n\n```json\n{ "a": "**b**" }\n```\n';
  expect(plainText(markdown)).toBe(
    'Goal. Read this page, `**not** [this](x)`? `/api/images/*/pull`\n\n    { "a": "**b**" }\n',
  );
});
