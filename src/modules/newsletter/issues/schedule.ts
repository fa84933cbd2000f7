import { Cron } from 'croner';

/** What is wrong with a schedule or its time zone, or null. */
export function findScheduleError(
  schedule: string,
  timeZone: string,
): { field: string; message: string } | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return { field: 'timeZone', message: 'An IANA time zone, such as Europe/Dublin.' };
  }
  const message = 'Five fields as cron has them, such as "0 7 * * 5" for Fridays at seven.';
  if (schedule.trim().split(/\s+/).length !== 5) return { field: 'schedule', message };
  try {
    return computeNextTime({ schedule, timeZone })
      ? null
      : { field: 'schedule', message: 'This time never comes.' };
  } catch {
    return { field: 'schedule', message };
  }
}

/** The first time of a schedule after a moment; null when none comes. */
export function computeNextTime(
  { schedule, timeZone }: { schedule: string; timeZone: string },
  after = new Date(),
): Date | null {
  return new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(after);
}
