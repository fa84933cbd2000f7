import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import isEmailModule from 'validator/lib/isEmail.js';

/** Only this check: the whole library is 113 modules. */
const isEmail = isEmailModule.default;

/** Email address of a reader in its three forms. */
export interface EmailAddress {
  /** Address as entered, for display. */
  email: string;
  /** Address for mail servers, with the domain in ASCII. */
  mailbox: string;
  /** SHA-256 of the form used for comparison: lower case, with the domain in ASCII. */
  hash: Uint8Array<ArrayBuffer>;
}

/**
 * Characters that could redirect a mail or break a header, although RFC 5321 allows them in a quoted local
 * part.
 */
const UNSAFE_CHARACTERS = /[\s"'`(),:;<>[\]\\|%!]/;

/**
 * Parses an address, or returns null if it is invalid. The domain may be in any script, the local part may
 * not.
 */
export function parseEmailAddress(text: string): EmailAddress | null {
  const email = text.trim();
  if (email.length > 254 || UNSAFE_CHARACTERS.test(email)) return null;
  const at = email.lastIndexOf('@');
  const domain = domainToASCII(email.slice(at + 1));
  const mailbox = `${email.slice(0, at)}@${domain}`;
  if (at < 1 || !domain || !isEmail(mailbox, { allow_utf8_local_part: false })) return null;
  const hash = new Uint8Array(createHash('sha256').update(mailbox.toLowerCase()).digest());
  return { email, mailbox, hash };
}
