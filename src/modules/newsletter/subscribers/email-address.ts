import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import validator from 'validator';

/** An address of a reader, in the forms that are needed of it. */
export interface EmailAddress {
  /** As it was given, for people to read. */
  email: string;
  /** As mail servers take it: the domain in ASCII. */
  mailbox: string;
  /** SHA-256 of the form by which addresses are compared: small letters, the domain in ASCII. */
  hash: Uint8Array<ArrayBuffer>;
}

/** What could steer a mail elsewhere or break a header, though a quoted local part may have it by RFC 5321. */
const UNSAFE_CHARACTERS = /[\s"'`(),:;<>[\]\\|%!]/;

/** Null for what is no address. Domains may be in any script; what stands before the @ may not. */
export function parseEmailAddress(text: string): EmailAddress | null {
  const email = text.trim();
  if (email.length > 254 || UNSAFE_CHARACTERS.test(email)) return null;
  const at = email.lastIndexOf('@');
  const domain = domainToASCII(email.slice(at + 1));
  const mailbox = `${email.slice(0, at)}@${domain}`;
  if (at < 1 || !domain || !validator.isEmail(mailbox, { allow_utf8_local_part: false })) return null;
  const hash = new Uint8Array(createHash('sha256').update(mailbox.toLowerCase()).digest());
  return { email, mailbox, hash };
}
