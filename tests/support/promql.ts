/** Keywords and functions of PromQL that are no names of metrics. */
const WORDS =
  /\b(sum|min|max|count|rate|increase|topk|histogram_quantile|vector|absent|by|or|and|without|unless)\b/g;

/** Returns the names of metrics in a PromQL expression. Throws an Error if there are none. */
export function listMetrics(expression: string): string[] {
  const withoutLabels = expression.replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ').replace(WORDS, ' ');
  const found = withoutLabels.match(/[a-z]\w+/g) ?? [];
  if (found.length === 0) throw new Error(`It names no metric: ${expression}`);
  return found;
}
