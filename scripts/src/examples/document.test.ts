import { expect, it } from 'vitest';
import { examplesOf, readDocument } from './document.js';

const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`;

it('takes the commands that are directly followed by what they print, and no others', () => {
  const markdown = [
    `${block('sh', 'npm start')}\nText\n\n${block('', 'not run')}`,
    `${block('sh', 'echo one')}\n${block('console', 'one')}`,
    `${block('sh', 'only shown')}\n${block('sh', 'echo two')}\n${block('console', 'two')}`,
  ].join('\n');
  expect(examplesOf(markdown, 'npm')).toEqual([
    { kind: 'example', line: 12, commands: 'echo one\n', outputLine: 16, output: 'one\n' },
    { kind: 'example', line: 24, commands: 'echo two\n', outputLine: 28, output: 'two\n' },
  ]);
});

it('takes of the commands for different ways to run a hub those that fit', () => {
  const choice = `${block('sh npm', 'kill')}\n${block('sh compose', 'docker')}\n${block('console', 'gone')}`;
  const compose = `${block('sh compose', 'docker only')}\n${block('console', 'yes')}`;
  const commandsOf = (way: 'npm' | 'compose') =>
    examplesOf(`${choice}\n${compose}`, way).map(({ commands }) => commands);
  expect(commandsOf('npm')).toEqual(['kill\n']);
  expect(commandsOf('compose')).toEqual(['docker\n', 'docker only\n']);
});

it('keeps what stands between as it is', () => {
  const before = `# Title\n\nText.\n\n${block('json', '{}')}\n`;
  const markdown = `${before}${block('sh', 'true')}\n${block('console', '')}\nMore.\n`;
  const passages = readDocument(markdown, 'npm');
  expect(passages.map(({ kind }) => kind)).toEqual(['prose', 'example', 'prose']);
  expect(passages[0]).toEqual({ kind: 'prose', text: before });
});
