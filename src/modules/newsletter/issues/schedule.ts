import { Cron } from 'croner';

/** Returns the error in a schedule or its time zone, or null if they are valid. */
export function findScheduleError(
  schedule: string,
  timeZone: string,
): { field: string; message: string } | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return { field: 'timeZone', message: 'The time zone must be an IANA name, such as Europe/Dublin.' };
  }
  const message =
    'The schedule must be a cron expression of five fields, such as "0 7 * * 5" for Fridays at seven.';
  if (schedule.trim().split(/\s+/).length !== 5) return { field: 'schedule', message };
  try {
    return computeNextTime({ schedule, timeZone })
      ? null
      : { field: 'schedule', message: 'The schedule matches no date.' };
  } catch {
    return { field: 'schedule', message };
  }
}

/** Returns the first time of a schedule after a given time, or null if there is none. */
export function computeNextTime(
  { schedule, timeZone }: { schedule: string; timeZone: string },
  after = new Date(),
): Date | null {
  return new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(after);
}
