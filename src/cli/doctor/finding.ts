/** Result of one check: the finding, and the remedy unless it is fine. */
export interface Finding {
  check: string;
  status: 'ok' | 'warning' | 'failed';
  message: string;
  advice?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, status: 'ok', message };
}

export function warning(check: string, message: string, advice: string): Finding {
  return { check, status: 'warning', message, advice };
}

export function failed(check: string, message: string, advice: string): Finding {
  return { check, status: 'failed', message, advice };
}

/** Returns the first line of an error's message, or those of all errors that it is made of. */
export function formatReason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(formatReason).join('; ');
  return (error instanceof Error ? error.message : String(error)).replace(/\n.*/s, '');
}
