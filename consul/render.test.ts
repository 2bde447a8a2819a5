// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the placeholders of render.sh
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'imagehub-render-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Environment = Record<string, string>;

function render(file: string, environment: Environment = {}) {
  return spawnSync('sh', [join(folder, 'render.sh'), file], {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  });
}

function renderText(text: string, environment: Environment = {}) {
  const file = join(scratch, 'entry.hcl');
  writeFileSync(file, text);
  return render(file, environment);
}

describe('render.sh', () => {
  it('fills in every placeholder of a line', () => {
    const { stdout } = renderText('http = "http://${HOST}:${PORT}/"\n', { HOST: '127.0.0.1', PORT: '8080' });
    expect(stdout).toBe('http = "http://127.0.0.1:8080/"\n');
  });

  it('takes a default only where the variable is unset or empty', () => {
    const text = 'address = "${ADDRESS:-127.0.0.1}"\n';
    expect(renderText(text).stdout).toBe('address = "127.0.0.1"\n');
    expect(renderText(text, { ADDRESS: '' }).stdout).toBe('address = "127.0.0.1"\n');
    expect(renderText(text, { ADDRESS: '10.0.0.1' }).stdout).toBe('address = "10.0.0.1"\n');
  });

  it('leaves out a section whose variable is unset or empty', () => {
    const text = 'a = 1\n  #if HOST\n  b = "${HOST}"\n  #end\nc = 3\n';
    expect(renderText(text).stdout).toBe('a = 1\nc = 3\n');
    expect(renderText(text, { HOST: '' }).stdout).toBe('a = 1\nc = 3\n');
    expect(renderText(text, { HOST: 'zipkin' }).stdout).toBe('a = 1\n  b = "zipkin"\nc = 3\n');
  });

  it('does not fill in what a value happens to contain', () => {
    const { stdout } = renderText('a = "${A}"\n', { A: '${B} & more', B: 'no' });
    expect(stdout).toBe('a = "${B} & more"\n');
  });

  it('leaves comments alone', () => {
    expect(renderText('# ${NOBODY} sets this\n').stdout).toBe('# ${NOBODY} sets this\n');
  });

  it('names the variable that is missing, and where', () => {
    const { status, stderr } = renderText('a = 1\nport = ${PORT}\n');
    expect(status).toBe(1);
    expect(stderr).toMatch(/entry\.hcl line 2: PORT is not set/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each(['a"b', 'a\\b', 'a\nb'])('refuses %j, which would end the string it stands in', (value) => {
    const { status, stderr } = renderText('a = "${A}"\n', { A: value });
    expect(status).toBe(1);
    expect(stderr).toContain('A holds a quote, a backslash or a line break');
  });

  it('says so when the file is not there', () => {
    const { status, stderr } = render(join(scratch, 'absent.hcl'));
    expect(status).toBe(2);
    expect(stderr).toContain('absent.hcl');
  });
});

describe('config entries', () => {
  const entries = readdirSync(join(folder, 'config-entries'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.hcl'),
  );

  // apply.sh orders the entries by their folders and remembers them by these paths.
  it.each(entries)('%s is the entry that its path says', (path) => {
    const [kind, file] = path.split(/[\\/]/);
    const text = readFileSync(join(folder, 'config-entries', path), 'utf8');
    expect(/^Kind += "(.*)"$/m.exec(text)?.[1]).toBe(kind);
    // The one mesh entry has its kind for a name.
    expect(`${/^Name += "(.*)"$/m.exec(text)?.[1] ?? kind}.hcl`).toBe(file);
  });

  it('are all of a kind that apply.sh writes', () => {
    const kinds = /^kinds='(.*)'$/m.exec(readFileSync(join(folder, 'apply.sh'), 'utf8'))?.[1]?.split(' ');
    expect(readdirSync(join(folder, 'config-entries')).sort()).toEqual(kinds?.sort());
  });
});
