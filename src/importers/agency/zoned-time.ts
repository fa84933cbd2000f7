const ZONED_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** Parses a time with a zone; null for any other text. */
export function parseZonedTime(text: string): Date | null {
  if (!ZONED_TIME.test(text)) return null;
  const time = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time.getTime()) ? null : time;
}
