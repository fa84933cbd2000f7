/** What PromQL has beside names of metrics and labels. */
const WORDS =
  /\b(sum|min|max|count|rate|increase|topk|histogram_quantile|vector|absent|by|or|and|without|unless)\b/g;

/** Returns the names of metrics in an expression of PromQL; throws when it has none. */
export function metricsIn(expression: string): string[] {
  const withoutLabels = expression.replace(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ').replace(WORDS, ' ');
  const found = withoutLabels.match(/[a-z]\w+/g) ?? [];
  if (found.length === 0) throw new Error(`It names no metric: ${expression}`);
  return found;
}
