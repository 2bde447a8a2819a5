/**
 * An AssemblyScript transform: in filters, a string constant is a View on UTF-8 bytes in static data.
 * AssemblyScript would keep it as a UTF-16 object with a header, which a filter would have to convert first;
 * a third of its module would be that. All strings share one run of bytes, in which none stands twice. And
 * managed objects live in regions: see assembly/runtime.ts.
 *
 * Use: `asc … --runtime stub --transform @imagehub/filter-sdk/transform.mjs`
 */
import { readFileSync } from 'node:fs';
import { LiteralKind, NodeKind, Parser, Source, Tokenizer } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/** Strings that the compiler itself reads. */
const KEEP = new Set([
  NodeKind.Import,
  NodeKind.Export,
  NodeKind.ImportDeclaration,
  NodeKind.Decorator,
  NodeKind.Comment,
]);

/** The global that holds the address of all strings. */
const STRINGS = 'imagehub_strings';

export default class StringsAreViews extends Transform {
  afterParse(parser) {
    replaceRuntime(parser.sources);
    const sources = parser.sources.filter(isOfFilter);
    const texts = new Set();
    for (const source of sources) replaceStrings(source.statements, (text) => void texts.add(text));
    const pool = poolOf([...texts].map((text) => Buffer.from(text, 'utf8')));
    for (const source of sources)
      replaceStrings(source.statements, (text) => viewExpression(text, pool, source));
    const [first] = sources;
    first?.statements.unshift(declaration(pool, first));
  }
}

/**
 * Puts our runtime in the place of `stub`. A runtime that is named on the command line would be taken for one
 * that needs a shadow stack, which every function of the module would have to maintain.
 */
function replaceRuntime(sources) {
  const stub = sources.find(({ internalPath }) => internalPath === '~lib/rt/stub');
  if (!stub) throw new Error('Filters are compiled with --runtime stub');
  const tokenizer = tokenize(readFileSync(new URL('assembly/runtime.ts', import.meta.url), 'utf8'), stub);
  const parser = new Parser([]);
  stub.statements.length = 0;
  for (tokenizer.peek(); ; ) {
    const statement = parser.parseTopLevelStatement(tokenizer);
    if (!statement) break;
    stub.statements.push(statement);
  }
}

function isOfFilter({ internalPath }) {
  return !internalPath.startsWith('~lib/') || internalPath.includes('/assembly/');
}

/**
 * Replaces the strings among the nodes below by what `replace` returns, if it does; a node is known by its
 * range.
 */
function replaceStrings(parent, replace) {
  for (const [key, child] of Object.entries(parent)) {
    if (typeof child !== 'object' || child === null || key === 'range' || key === 'parent') continue;
    if (isString(child)) parent[key] = replace(child.value) ?? child;
    else if (Array.isArray(child) || (child.range && !KEEP.has(child.kind))) replaceStrings(child, replace);
  }
}

function isString({ kind, literalKind }) {
  return kind === NodeKind.Literal && literalKind === LiteralKind.String;
}

/** One run of bytes that holds each text; the longest first, so that the shorter are found within them. */
function poolOf(texts) {
  let pool = Buffer.alloc(0);
  for (const text of texts.sort((a, b) => b.length - a.length)) {
    if (!pool.includes(text)) pool = Buffer.concat([pool, text]);
  }
  return pool;
}

function declaration(pool, source) {
  const text = `@global @inline const ${STRINGS}: usize = memory.data<u8>([${pool.join()}]);`;
  return new Parser([]).parseTopLevelStatement(tokenize(text, source));
}

/** The expression that `viewOf` would compute, in a form that is constant at compile time. */
function viewExpression(text, pool, source) {
  const bytes = Buffer.from(text, 'utf8');
  const address = `(<u64>(${STRINGS} + ${pool.indexOf(bytes)}) << 32)`;
  const expression = bytes.length === 0 ? '<u64>0' : `(${address} | ${bytes.length})`;
  return new Parser([]).parseExpression(tokenize(expression, source));
}

/** Text as if it stood in a source: the compiler looks up there what it names. */
function tokenize(text, { sourceKind, normalizedPath }) {
  return new Tokenizer(new Source(sourceKind, normalizedPath, text));
}
