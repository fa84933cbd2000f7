import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type FieldPath, FrontMatterError, type FrontMatterParser } from './dialect.js';

/** Parses YAML 1.2, and therefore JSON. Dates stay text. */
export const parseYaml: FrontMatterParser = (text) => {
  const { document, lines } = parseTolerantly(text);
  const getLine = (offset: number) => lines.linePos(offset).line;
  const error = document.errors[0];
  if (error) throw new FrontMatterError(error.message, getLine(findErrorOffset(error, document)));
  if (document.contents !== null && !isMap(document.contents)) {
    throw new FrontMatterError('the front matter is not a set of fields (name: value)', 1);
  }
  preserveNumberText(document);
  return {
    data: toPlainData(document),
    findLine: (path) => getLine(findOffset(document, path)),
    warnings: [
      ...document.warnings.map((warning) => ({ text: warning.message, line: getLine(warning.pos[0]) })),
      ...findRepeatedKeys(document).map(({ name, offset }) => ({
        text: `${name}: stands twice; the last value is used`,
        line: getLine(offset),
      })),
    ],
  };
};

/** Finds keys that a mapping has more than once. The parsers of the generators use the last. */
function findRepeatedKeys(document: Document.Parsed): { name: string; offset: number }[] {
  const repeated: { name: string; offset: number }[] = [];
  visit(document, {
    Map(_key, { items }) {
      const names = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (names.has(name)) repeated.push({ name, offset: key.range?.[0] ?? 0 });
        names.add(name);
      }
    },
  });
  return repeated;
}

function parseTolerantly(text: string): { document: Document.Parsed; lines: LineCounter } {
  const strict = parseWithLines(text);
  if (strict.document.errors[0]?.code !== 'MISSING_CHAR') return strict;
  const indented = parseWithLines(indentQuotedText(text));
  return indented.document.errors.length === 0 ? indented : strict;
}

function parseWithLines(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  return {
    document: parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false }),
    lines,
  };
}

/**
 * Indents continuation lines of quoted text, as YAML requires but the parsers of Ruby, Python and Go do not.
 * Parsing folds the spaces away, and line numbers stay the same.
 */
function indentQuotedText(text: string): string {
  const quotedOverLines =
    /^[ \t]*(?:- +)*(?:(?!- )[^\s"'#][^:\r\n\u2028\u2029]*:[ \t]+)?(?:"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*')[ \t]*$/gm;
  return text.replace(quotedOverLines, (value) =>
    value.replace(/\n/g, `\n${/^[ \t]*/.exec(value)?.[0] ?? ''}        `),
  );
}

/**
 * Returns the position of the opening quote if a quote is not closed. The parser reports the end of the text
 * instead.
 */
function findErrorOffset(error: YAMLError, document: Document.Parsed): number {
  let offset = error.pos[0];
  if (error.code !== 'MISSING_CHAR') return offset;
  visit(document, {
    Scalar(_key, node) {
      if (node.range && node.range[0] < offset && node.range[1] >= error.pos[0]) offset = node.range[0];
    },
  });
  return offset;
}

/** Keeps a number as text if converting it would change it, such as the tag `3.10` or the title `007`. */
function preserveNumberText(document: Document.Parsed): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'number' || node.source === undefined) return;
      if (String(node.value) !== node.source) node.value = node.source;
    },
  });
}

/**
 * Converts a document to plain data. Throws FrontMatterError for aliases that contain themselves or expand to
 * too many copies.
 */
function toPlainData(document: Document.Parsed): Record<string, unknown> {
  try {
    const data = document.toJS({ maxAliasCount: 100 }) ?? {};
    JSON.stringify(data);
    return data;
  } catch (error) {
    const reason =
      error instanceof TypeError ? 'an alias (*name) refers to itself' : (error as Error).message;
    throw new FrontMatterError(`the aliases of the front matter cannot be resolved: ${reason}`, 1);
  }
}

function findOffset(document: Document, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
      offset = (pair?.key as ParsedNode | undefined)?.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isCollection(node)) {
      node = node.items[Number(step)];
      offset = (node as ParsedNode | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
