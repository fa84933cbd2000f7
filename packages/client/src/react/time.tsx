import type { ReactNode } from 'react';
import type { LinkComponent } from './elements.js';

/** How dates are shown, and the component for links. */
export interface Formats {
  /** The IANA name of the time zone of dates, as `site { timeZone }` has it. */
  timeZone: string;
  /** The BCP 47 tag of the language of dates and lists of names. Defaults to en. */
  language?: string;
  link?: LinkComponent;
}

/** Renders a date, such as January 31, 2026. Renders nothing without one. */
export function Time({ at, timeZone, language = 'en' }: Formats & { at: string | null }): ReactNode {
  if (!at) return null;
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone });
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}
