import type { FrontMatterField } from './fields.js';

/** Number of warnings about fields that are reported per file. */
const MAX_FINDINGS = 20;

interface Finding {
  text: string;
  /** Counted from 1 in the whole file. */
  line: number;
}

/**
 * Problems and warnings found in a file. Problems refuse the article; warnings are added to its import
 * result.
 */
export class Findings {
  private readonly foundProblems: Finding[] = [];
  private readonly foundWarnings: Finding[] = [];

  addProblemOnLine(line: number, text: string): void {
    this.foundProblems.push({ text, line });
  }

  addWarning(field: FrontMatterField, text: string): void {
    if (this.foundWarnings.length < MAX_FINDINGS) this.addWarningOnLine(field.line, `${field.name}: ${text}`);
  }

  addWarningOnLine(line: number, text: string): void {
    this.foundWarnings.push({ text, line });
  }

  get problems(): { reasons: string[]; line?: number } {
    return summarizeFindings(this.foundProblems);
  }

  get warnings(): { reasons: string[]; line?: number } {
    return summarizeFindings(this.foundWarnings);
  }
}

/**
 * Returns the reasons in order of lines, and the line of the first. Reasons about other lines include their
 * own line number.
 */
function summarizeFindings(findings: Finding[]): { reasons: string[]; line?: number } {
  const sorted = [...findings].sort((a, b) => a.line - b.line);
  const line = sorted[0]?.line;
  const reasons = sorted.map((finding) =>
    finding.line === line ? finding.text : `${finding.text} (line ${finding.line})`,
  );
  return line === undefined ? { reasons } : { reasons, line };
}

/** Formats a value for a message: at most 80 characters, on one line and with control characters escaped. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value instanceof Date ? value.toISOString() : value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 78)}…${text.at(-1)}` : text;
}
