import type { Judged } from '../answers/judged.js';
import type { Noted } from './observer.js';

/** What was noted of an operation that asks for nothing yet. */
export function nothingNoted(): Noted {
  return { statements: [], fields: [] };
}

/** Notes what the context has noted by itself. */
export function noteRest(noted: Noted, judged: Judged | undefined): void {
  const read = judged?.reads.statements ?? [];
  noted.statements =
    noted.statements.length === 0
      ? read
      : [...noted.statements, ...read].sort((one, other) => one.startedAt - other.startedAt);
  noted.fields = judged?.outcome.fields ?? [];
}
