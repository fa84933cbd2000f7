import { replaceControlCharacters } from '../../shared/progress.js';
import { formatCsvLine } from '../../shared/text/csv.js';
import { formatTable } from '../../shared/text/text-table.js';
import type { AddressResult, MoveStatus } from './check-move.js';
import type { PageDifference } from './compare-pages.js';

/** Lines of a list that the report shows; `--json` has all. */
const MAX_LISTED = 50;
/** Names of pictures and links that a difference shows. */
const MAX_NAMED = 5;
/** Similarity from which a lost address gets a target in the file of redirects. */
const MIN_SCORE = 0.5;

const STATUS_WORDS: Record<MoveStatus, string> = {
  FOUND: 'has the content at the same path',
  MOVED: 'redirects',
  GONE: 'was unpublished: 410',
  DRAFT: 'is a draft here, which no reader sees: 404',
  LOST: 'leads nowhere: 404',
};

/** Collects the results of a check for its report and the file of redirects. */
export class MoveReport {
  private readonly counts: Record<MoveStatus, number> = {
    FOUND: 0,
    MOVED: 0,
    GONE: 0,
    DRAFT: 0,
    LOST: 0,
  };
  private readonly lost: AddressResult[] = [];
  private readonly gone: string[] = [];
  private readonly drafts: string[] = [];
  private readonly different: AddressResult[] = [];
  private readonly notCompared = new Map<string, number>();
  private readonly differences = new Map<string, number>();
  private compared = 0;

  add(result: AddressResult): void {
    this.counts[result.status] += 1;
    if (result.status === 'LOST') this.lost.push(result);
    if (result.status === 'GONE') this.gone.push(result.address);
    if (result.status === 'DRAFT') this.drafts.push(`${result.address}: ${result.reason}`);
    const { page } = result;
    if (page === null) return;
    if ('notCompared' in page) {
      increment(this.notCompared, page.notCompared.replaceAll(result.address, 'the page'));
      return;
    }
    this.compared += 1;
    for (const { field } of page.differences) increment(this.differences, field);
    if (page.brokenLinks.length > 0) increment(this.differences, 'links that lead nowhere');
    if (page.differences.length > 0 || page.brokenLinks.length > 0) this.different.push(result);
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** Exit code: 1 if an address is lost, else 2 if a page differs or is a draft, else 0. */
  get exitCode(): 0 | 1 | 2 {
    if (this.lost.length > 0) return 1;
    return this.different.length > 0 || this.drafts.length > 0 ? 2 : 0;
  }

  /** Number of addresses that a redirect could keep. */
  get redirectCount(): number {
    return this.lost.filter(({ path }) => path !== null).length;
  }

  /** Yields the missing redirects as CSV for `redirects import`, with a note; `to` is empty if nothing is similar. */
  *formatRedirects(): Generator<string> {
    yield formatCsvLine(['from', 'to', 'status', 'note']);
    for (const { path, similar } of this.lost) {
      if (path === null) continue;
      const isLikely = similar !== null && similar.score >= MIN_SCORE;
      const note = similar
        ? `similar: ${similar.path} "${similar.title}" (${similar.score.toFixed(2)})`
        : 'nothing similar';
      yield formatCsvLine([path, isLikely ? similar.path : '', '301', note]);
    }
  }

  format(): string {
    const shown = Object.entries(this.counts).filter(([status, count]) => status !== 'DRAFT' || count > 0);
    const rows = shown.map(([status, count]) => {
      return [status, String(count), this.formatShare(count), STATUS_WORDS[status as MoveStatus]];
    });
    const lines = [
      formatTable([['addresses', String(this.total), '', ''], ...rows]),
      ...this.formatPages(),
      ...formatList(
        'Lost',
        this.lost.map(({ address, reason, similar }) => {
          const hint = similar ? ` (similar: ${similar.path})` : '';
          return `${address}${reason ? `: ${reason}` : ''}${hint}`;
        }),
      ),
      ...formatList('Gone', this.gone),
      ...formatList('Drafts', this.drafts),
      ...formatList('Different', this.different.map(formatDifferent)),
    ];
    return `${lines.join('\n')}\n`
      .split('\n')
      .map((line) => replaceControlCharacters(line))
      .join('\n');
  }

  private formatShare(count: number): string {
    return this.total === 0 ? '' : `${((count / this.total) * 100).toFixed(1)} %`;
  }

  private formatPages(): string[] {
    if (this.compared === 0 && this.notCompared.size === 0) return [];
    const rows = [
      ['pages compared', String(this.compared)],
      ['the same', String(this.compared - this.different.length)],
      ...[...this.differences].map(([name, count]) => [`different: ${name}`, String(count)]),
      ...[...this.notCompared].map(([reason, count]) => [`not compared: ${reason}`, String(count)]),
    ];
    return ['', formatTable(rows)];
  }
}

function formatDifferent({ address, page }: AddressResult): string {
  if (page === null || 'notCompared' in page) return address;
  const broken = page.brokenLinks.length > 0 ? [`links that lead nowhere: ${name(page.brokenLinks)}`] : [];
  return [address, ...page.differences.map(formatDifference), ...broken].join('\n    ');
}

function formatDifference({ field, there, here, missing = [] }: PageDifference): string {
  const values = `${there} there, ${here} here`;
  return `${field}: ${values}${missing.length > 0 ? `; missing: ${name(missing)}` : ''}`;
}

function name(values: string[]): string {
  const more = values.length > MAX_NAMED ? ` and ${values.length - MAX_NAMED} more` : '';
  return values.slice(0, MAX_NAMED).join(', ') + more;
}

function formatList(title: string, entries: string[]): string[] {
  if (entries.length === 0) return [];
  const more = entries.length > MAX_LISTED ? [`  … and ${entries.length - MAX_LISTED} more; see --json`] : [];
  return ['', title, ...entries.slice(0, MAX_LISTED).map((entry) => `  ${entry}`), ...more];
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
