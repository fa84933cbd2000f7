/** As many names as are told apart. */
const MOST = 100;
const LONGEST = 80;

/**
 * Names of operations are whatever clients make up, and each is a time series for good: the first hundred that were
 * answered without an error are told apart, all others counted together.
 */
export class OperationNames {
  private readonly known = new Set<string>();

  labelOf(name: string | null, isAnswered: boolean): string {
    if (name === null) return '(unnamed)';
    if (this.known.has(name)) return name;
    if (!isAnswered || this.known.size >= MOST || name.length > LONGEST) return '(other)';
    this.known.add(name);
    return name;
  }
}
