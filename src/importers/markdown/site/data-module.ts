import {
  type AnyNode,
  type Expression,
  type ObjectExpression,
  type Pattern,
  type Program,
  parse,
  type TemplateLiteral,
} from 'acorn';
import type { Data } from './site.js';

/** Characters of a data file that is parsed. */
const MAX_LENGTH = 200_000;

/** Data of a JavaScript file that were read without running it. */
export interface ModuleData {
  data: Data;
  /** True if the file has a permalink that only running it would tell. */
  hasUnreadPermalink: boolean;
}

/** A value that is computed when the site is built. */
const COMPUTED = Symbol('computed');

/**
 * Reads the plain values that a module of JavaScript exports: texts, numbers, lists and objects. The code is parsed
 * and never run. A text of a function with the names of its data, such as `/blog/${data.page.fileSlug}/`, becomes a
 * template with the same result.
 */
export function readDataModule(code: string): ModuleData {
  const unread: ModuleData = { data: {}, hasUnreadPermalink: /\bpermalink\b/.test(code) };
  if (code.length > MAX_LENGTH) return unread;
  try {
    const program = parseModule(code);
    const exported = findExport(program);
    const object = exported && findObject(exported, program);
    if (!object) return unread;
    const value = readObject(object, program);
    return { data: value.data, hasUnreadPermalink: value.unread.some((name) => name.endsWith('permalink')) };
  } catch (error) {
    // Code that cannot be parsed, or that is nested too deeply for the parser.
    if (error instanceof SyntaxError || error instanceof RangeError) return unread;
    throw error;
  }
}

function parseModule(code: string): Program {
  const options = { ecmaVersion: 'latest', allowReturnOutsideFunction: true, allowHashBang: true } as const;
  try {
    return parse(code, { ...options, sourceType: 'module' });
  } catch {
    return parse(code, { ...options, sourceType: 'script' });
  }
}

/** Finds the value that `export default` or `module.exports =` exports. */
function findExport({ body }: Program): AnyNode | null {
  for (const statement of body) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration;
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression')
      continue;
    const { left, right } = statement.expression;
    const isExports =
      left.type === 'MemberExpression' && toNames(left as Expression)?.join('.') === 'module.exports';
    if (isExports) return right;
  }
  return null;
}

/** Returns the exported object, or the object that an exported function returns as its only statement. */
function findObject(node: AnyNode, program: Program): ObjectExpression | null {
  if (node.type === 'ObjectExpression') return node;
  if (node.type === 'Identifier') {
    const value = findConstant(node.name, program);
    return value && value.type !== 'Identifier' ? findObject(value, program) : null;
  }
  const result = findResult(node);
  return result && findObject(result, program);
}

/** Returns the result of a function that consists of a return statement. */
function findResult(node: AnyNode): Expression | null {
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') return node.body;
  const isFunction = /^(ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(node.type);
  if (!isFunction || !('body' in node)) return null;
  const { body } = node.body as { body: AnyNode[] };
  const [only] = body;
  return body.length === 1 && only?.type === 'ReturnStatement' ? (only.argument ?? null) : null;
}

function findConstant(name: string, { body }: Program): Expression | null {
  for (const statement of body) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') continue;
    for (const { id, init } of statement.declarations)
      if (id.type === 'Identifier' && id.name === name) return init ?? null;
  }
  return null;
}

/** Reads the properties of an object, and lists those with a computed value. */
function readObject(object: ObjectExpression, program: Program): { data: Data; unread: string[] } {
  const data: Data = {};
  const unread: string[] = [];
  for (const property of object.properties) {
    if (property.type !== 'Property' || property.computed) continue;
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : null;
    if (name === null) continue;
    if (property.value.type === 'ObjectExpression') {
      const inner = readObject(property.value, program);
      data[name] = inner.data;
      unread.push(...inner.unread);
      continue;
    }
    const value = readValue(property.value as Expression, program);
    if (value === COMPUTED) unread.push(name);
    else data[name] = value;
  }
  return { data, unread };
}

function readValue(node: Expression, program: Program): unknown {
  switch (node.type) {
    case 'Literal':
      return node.regex || node.bigint ? COMPUTED : node.value;
    case 'TemplateLiteral':
      return readTemplate(node, []);
    case 'ArrayExpression': {
      const values = node.elements.map((each) =>
        each === null || each.type === 'SpreadElement' ? COMPUTED : readValue(each, program),
      );
      return values.includes(COMPUTED) ? COMPUTED : values;
    }
    case 'ObjectExpression':
      return readObject(node, program).data;
    case 'Identifier': {
      const value = findConstant(node.name, program);
      return value && value.type !== 'Identifier' ? readValue(value, program) : COMPUTED;
    }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression': {
      const result = findResult(node);
      if (result?.type === 'TemplateLiteral') return readTemplate(result, node.params);
      return result?.type === 'Literal' ? result.value : COMPUTED;
    }
    default:
      return COMPUTED;
  }
}

/** Reads a template literal. Names of the function's data become expressions of a template of the site. */
function readTemplate({ quasis, expressions }: TemplateLiteral, params: Pattern[]): unknown {
  const parts: string[] = [];
  for (const [i, { value }] of quasis.entries()) {
    parts.push(value.cooked ?? '');
    const expression = expressions[i];
    if (expression === undefined) continue;
    const names = toNames(expression);
    const name = names && toDataName(names, params);
    if (name === null) return COMPUTED;
    parts.push(`{{ ${name} }}`);
  }
  return parts.join('');
}

/** Returns the name that templates have for a value of a function's data: `page.fileSlug` for `data.page.fileSlug`. */
function toDataName(names: string[], [param]: Pattern[]): string | null {
  if (param?.type === 'Identifier')
    return names[0] === param.name && names.length > 1 ? names.slice(1).join('.') : null;
  if (param?.type !== 'ObjectPattern') return null;
  const isNamed = param.properties.some(
    (each) =>
      each.type === 'Property' &&
      each.shorthand &&
      each.key.type === 'Identifier' &&
      each.key.name === names[0],
  );
  return isNamed ? names.join('.') : null;
}

/** Returns the names of an expression such as `data.page.fileSlug`; null for others. */
function toNames(node: Expression): string[] | null {
  if (node.type === 'Identifier') return [node.name];
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return null;
  const names = node.object.type === 'Super' ? null : toNames(node.object);
  return names && [...names, node.property.name];
}
