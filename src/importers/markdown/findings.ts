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
  readonly #notes: Finding[] = [];

  problem(field: Field, text: string): void {
    if (this.#problems.length < MAX_FINDINGS) this.problemAt(field.line, `${field.name}: ${text}`);
  }

  problemAt(line: number, text: string): void {
    this.#problems.push({ text, line });
  }

  note(field: Field, text: string): void {
    if (this.#notes.length < MAX_FINDINGS) this.noteAt(field.line, `${field.name}: ${text}`);
  }

  noteAt(line: number, text: string): void {
    this.#notes.push({ text, line });
  }

  get problems(): { reasons: string[]; line?: number } {
    return written(this.#problems);
  }

  get notes(): { reasons: string[]; line?: number } {
    return written(this.#notes);
  }
}

/** A receipt has one line, that of its first reason; a reason about another line says so itself. */
function written(findings: Finding[]): { reasons: string[]; line?: number } {
  const inOrder = [...findings].sort((a, b) => a.line - b.line);
  const line = inOrder[0]?.line;
  const reasons = inOrder.map((finding) =>
    finding.line === line ? finding.text : `${finding.text} (line ${finding.line})`,
  );
  return line === undefined ? { reasons } : { reasons, line };
}

/** A value as a receipt shows it: short, on one line, with nothing that could steer a terminal. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value instanceof Date ? value.toISOString() : value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 78)}…${text.at(-1)}` : text;
}
