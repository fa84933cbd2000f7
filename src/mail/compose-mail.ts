import type { SendMailOptions } from 'nodemailer';
import type { MailMessage } from './mail-transport.js';

/** Converts a mail to nodemailer's options. */
export function composeMail({ to, messageId, ...message }: MailMessage): SendMailOptions {
  return {
    ...message,
    // An object is never parsed as a list of addresses.
    to: { name: '', address: to },
    ...(messageId && { messageId: `<${messageId}>` }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
