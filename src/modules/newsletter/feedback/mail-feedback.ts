/** Report of a mail service about an address: no further mail is sent to it. */
export interface MailFeedback {
  email: string;
  reason: 'BOUNCED' | 'COMPLAINED';
}

/** The request was not signed by the mail service, or is not for this site. */
export class UnverifiedFeedbackError extends Error {
  override name = 'UnverifiedFeedbackError';
}

/** Request of a mail service. */
export interface FeedbackRequest {
  /** Value of the header Authorization, if any. */
  authorization: string | undefined;
  /** Body as JSON. */
  body: unknown;
}

/** Verifies a request of a mail service and returns its reports. Throws UnverifiedFeedbackError. */
export type FeedbackReader = (request: FeedbackRequest) => Promise<MailFeedback[]>;
