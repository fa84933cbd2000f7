/** As many names as are told apart. */
const MAX_LABELS = 100;
const MAX_LABEL_LENGTH = 80;

/**
 * Names of operations are whatever clients make up, and each is a time series for good: the first hundred that were
 * answered without an error are told apart, all others counted together.
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
