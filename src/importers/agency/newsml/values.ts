const TIME = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d(?:\.\d+)?))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Returns a time of ISO 8601 with all its separators. Other texts stay as they are. */
export function toIsoTime(text: string | undefined): string | undefined {
  const match = TIME.exec(text ?? '');
  if (!match) return text;
  const [, year, month, day, hour, minute, second = '00', zone = ''] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const offset = zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours, minutes = '00') => `${hours}:${minutes}`);
  return `${date}T${hour}:${minute}:${second}${offset.toUpperCase()}`;
}

/** Returns the code of a status such as `stat:canceled`. */
export function toStatus(code: string | undefined): string | undefined {
  const status = code && getCode(code).toLowerCase();
  return status === 'cancelled' ? 'canceled' : status;
}

/** Returns the last part of a code or URI, such as `canceled` of `stat:canceled`. */
export function getCode(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'), text.lastIndexOf('#')) + 1);
}
