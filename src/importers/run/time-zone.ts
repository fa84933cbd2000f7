/** Returns the local time of a time zone, as the UTC values of a date. */
export function toWall(date: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(date);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return new Date(
    Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second')),
  );
}

/** Returns the time at which a clock of the time zone shows `wall`. */
export function fromWall(wall: Date, timeZone: string): Date {
  if (timeZone === 'UTC') return wall;
  const getOffset = (date: Date) =>
    toWall(date, timeZone).getTime() - Math.floor(date.getTime() / 1000) * 1000;
  const guess = new Date(wall.getTime() - getOffset(wall));
  return new Date(wall.getTime() - getOffset(guess));
}

export function isTimeZone(name: unknown): name is string {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
