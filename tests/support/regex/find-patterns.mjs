import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';

const FOLDERS = ['src', 'bin', 'prisma'];
/** Prisma's client. */
const GENERATED = 'src/database/generated/';
const PLUGINS = ['typescript', 'decorators-legacy'];
/** Methods that make a pattern of a string. */
const STRING_METHODS = new Set(['match', 'matchAll', 'search']);

/**
 * Every regular expression of the code: literals with their source and flags, and calls of `RegExp` and of string
 * methods with a string, whose patterns are only known once they run.
 */
export function findPatterns(root) {
  return FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.(?:ts|mjs)$/.test(file) && !file.startsWith(GENERATED))
    .sort()
    .flatMap((file) => patternsIn(file, readFileSync(join(root, file), 'utf8')));
}

/** The same of one text. */
export function patternsIn(file, text) {
  const found = [];
  walk(parse(text, { sourceType: 'module', plugins: PLUGINS }).program, (node) => {
    const at = { file, line: node.loc?.start.line };
    if (node.type === 'RegExpLiteral') found.push({ ...at, source: node.pattern, flags: node.flags });
    else if (isMade(node)) found.push({ ...at, code: text.slice(node.start, node.end) });
  });
  return found;
}

function isMade({ type, callee, arguments: [first] = [] }) {
  if (type !== 'NewExpression' && type !== 'CallExpression') return false;
  if (callee.type === 'Identifier') return callee.name === 'RegExp';
  const isString = ['StringLiteral', 'TemplateLiteral'].includes(first?.type);
  return isString && STRING_METHODS.has(callee.property?.name);
}

function walk(node, visit) {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit);
  } else if (typeof node?.type === 'string') {
    visit(node);
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit);
  }
}
