import type { Field } from './fields.js';

/** A file may be wrong in a hundred thousand places; a person mends the first few and runs again. */
const MAX_FINDINGS = 20;

interface Finding {
  text: string;
  /** Counted from 1 in the whole file. */
  line: number;
}

/** What reading a file brought up. Problems refuse the article; notes go on the receipt of its success. */
export class Findings {
  readonly #problems: Finding[] = [];
  readonly #warnings: Finding[] = [];

  addProblem(field: Field, text: string): void {
    if (this.#problems.length < MAX_FINDINGS) this.addProblemOnLine(field.line, `${field.name}: ${text}`);
  }

  addProblemOnLine(line: number, text: string): void {
    this.#problems.push({ text, line });
  }

  addWarning(field: Field, text: string): void {
    if (this.#warnings.length < MAX_FINDINGS) this.addWarningOnLine(field.line, `${field.name}: ${text}`);
  }

  addWarningOnLine(line: number, text: string): void {
    this.#warnings.push({ text, line });
  }

  get problems(): { reasons: string[]; line?: number } {
    return summarizeFindings(this.#problems);
  }

  get warnings(): { reasons: string[]; line?: number } {
    return summarizeFindings(this.#warnings);
  }
}

/** A receipt has one line, that of its first reason; a reason about another line says so itself. */
function summarizeFindings(findings: Finding[]): { reasons: string[]; line?: number } {
  const sorted = [...findings].sort((a, b) => a.line - b.line);
  const line = sorted[0]?.line;
  const reasons = sorted.map((finding) =>
    finding.line === line ? finding.text : `${finding.text} (line ${finding.line})`,
  );
  return line === undefined ? { reasons } : { reasons, line };
}

/** A value as a receipt shows it: short, on one line, with nothing that could steer a terminal. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value instanceof Date ? value.toISOString() : value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 78)}…${text.at(-1)}` : text;
}
