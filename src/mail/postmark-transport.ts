import { MailError, MailFailure, type MailMessage, type MailTransport } from './mail-transport.js';

export interface PostmarkTransportOptions {
  /** Server API token. */
  token: string;
  /** ID of the message stream. Defaults to `broadcast`, Postmark's stream for newsletters. */
  messageStream?: string;
  /** URL of the API. Defaults to Postmark's. */
  url?: string;
}

/** Milliseconds that the API may take to respond. */
const TIMEOUT_MS = 60_000;
/** API error of an address that bounced, complained or was suppressed before. */
const INACTIVE_RECIPIENT = 406;
/** API error of a mail that is not valid. */
const INVALID_MAIL = 300;
const PAYLOAD_TOO_LARGE = 413;

/** Creates a transport that sends through the HTTP API of Postmark. */
export function createPostmarkTransport({
  token,
  messageStream = 'broadcast',
  url = 'https://api.postmarkapp.com',
}: PostmarkTransportOptions): MailTransport {
  return {
    send: async (message) => {
      const response = await fetch(new URL('/email', url), {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-postmark-server-token': token,
        },
        body: JSON.stringify({ ...formatMessage(message), MessageStream: messageStream }),
      });
      const text = await response.text();
      if (!response.ok) throw createError(response.status, text);
    },
  };
}

/** See https://postmarkapp.com/developer/api/email-api#send-a-single-email */
function formatMessage({ from, to, replyTo, subject, text, html, messageId, headers }: MailMessage) {
  const allHeaders = {
    ...headers,
    // Without X-PM-KeepID, Postmark replaces the Message-ID.
    ...(messageId && { 'Message-ID': `<${messageId}>`, 'X-PM-KeepID': 'true' }),
  };
  return {
    From: `${quote(from.name)} <${from.address}>`,
    To: to,
    ...(replyTo && { ReplyTo: replyTo }),
    Subject: subject,
    TextBody: text,
    HtmlBody: html,
    Headers: Object.entries(allHeaders).map(([Name, Value]) => ({ Name, Value })),
  };
}

/** Quotes a display name (RFC 5322, section 3.2.4). */
function quote(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function createError(status: number, text: string): MailError {
  const { ErrorCode, Message } = parseError(text);
  return new MailError(
    classifyApiError(status, ErrorCode),
    `Postmark answered ${status}: ${Message ?? text.slice(0, 300)}`,
  );
}

function parseError(text: string): { ErrorCode?: number; Message?: string } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {}; // a proxy's page
  }
}

/** Classifies an error of the API; those of the account, such as a wrong token or a rate limit, concern no mail. */
function classifyApiError(status: number, code: number | undefined): MailFailure {
  if (status === PAYLOAD_TOO_LARGE) return MailFailure.REFUSED;
  if (status !== 422) return MailFailure.SERVER;
  if (code === INACTIVE_RECIPIENT) return MailFailure.NO_MAILBOX;
  return code === INVALID_MAIL ? MailFailure.REFUSED : MailFailure.SERVER;
}
