/** Maximum number of distinct labels. */
const MAX_LABELS = 100;
const MAX_LABEL_LENGTH = 80;

/**
 * Labels of operations in metrics. Clients choose the names, and each is a permanent time series, so only the
 * first hundred successful ones get their own label.
 */
export class OperationLabels {
  private readonly labels = new Set<string>();

  getLabel(name: string | null, isSuccessful: boolean): string {
    if (name === null) return '(unnamed)';
    if (this.labels.has(name)) return name;
    if (!isSuccessful || this.labels.size >= MAX_LABELS || name.length > MAX_LABEL_LENGTH) return '(other)';
    this.labels.add(name);
    return name;
  }
}
