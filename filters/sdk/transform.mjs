/**
 * An AssemblyScript transform: in filters, a string constant is a View on UTF-8 bytes in static data.
 * AssemblyScript would keep it as a UTF-16 object with a header, which a filter would have to convert first;
 * a third of its module would be that.
 *
 * Use: `asc … --transform @imagehub/filter-sdk/transform.mjs`
 */
import { LiteralKind, NodeKind, Parser, Source, SourceKind, Tokenizer } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

/** Strings that the compiler itself reads. */
const KEEP = new Set([
  NodeKind.Import,
  NodeKind.Export,
  NodeKind.ImportDeclaration,
  NodeKind.Decorator,
  NodeKind.Comment,
]);

export default class StringsAreViews extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      const { internalPath } = source;
      const isStandardLibrary = internalPath.startsWith('~lib/') && !internalPath.includes('/assembly/');
      if (!isStandardLibrary) replaceStrings(source.statements);
    }
  }
}

/** Replaces the strings among the nodes below; a node is known by its range. */
function replaceStrings(parent) {
  for (const [key, child] of Object.entries(parent)) {
    if (typeof child !== 'object' || child === null || key === 'range' || key === 'parent') continue;
    if (isString(child)) parent[key] = viewExpression(child.value);
    else if (Array.isArray(child) || (child.range && !KEEP.has(child.kind))) replaceStrings(child);
  }
}

function isString({ kind, literalKind }) {
  return kind === NodeKind.Literal && literalKind === LiteralKind.String;
}

/** The expression that `viewOf` would compute, in a form that is constant at compile time. */
function viewExpression(text) {
  const bytes = Buffer.from(text, 'utf8');
  const expression =
    bytes.length === 0 ? '<u64>0' : `((<u64>memory.data<u8>([${bytes.join()}]) << 32) | ${bytes.length})`;
  return new Parser([]).parseExpression(new Tokenizer(new Source(SourceKind.User, 'string.ts', expression)));
}
