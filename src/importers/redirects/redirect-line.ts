/** A redirect of a file. */
export interface RedirectLine {
  /** Number of the line, from 1. In a JSON or YAML file, the number of the redirect. */
  line: number;
  from: string;
  to: string;
  /** Status code, e.g. 301; empty if the file has none. */
  status: string;
  /** Why the redirect is not imported, if the file itself says so. */
  refusal?: string;
}

/** Characters with a meaning in regular expressions. */
const PATTERN_CHARACTERS = /[\\^$.|?*+()[\]{}]/;

/**
 * Returns the path that a regular expression matches, if it is only one: `^/old\.html/?$` matches /old.html. Returns
 * null for other expressions.
 */
export function toLiteralPath(expression: string): string | null {
  const inner = expression.replace(/^\^/, '').replace(/\$$/, '').replace(/\/\?$/, '/');
  const literal = inner.replace(/\\([^\w\s])/g, (_match, sign: string) => encodeURIComponent(sign));
  const path = literal.replaceAll('%2F', '/');
  // A dot that is not escaped is one in all likelihood, as in /old.html.
  const isLiteral = !PATTERN_CHARACTERS.test(path.replaceAll('.', ''));
  return isLiteral && path.startsWith('/') ? path : null;
}

/** Reason for refusing a redirect of many paths. */
export const PATTERN_REFUSAL =
  'from: it is a pattern for many addresses. Write a redirect for each address that is still linked to.';
