/**
 * Messages of mails and pages, with the placeholders of each. `link` and `strong` are elements around a part of the
 * message, the others are values.
 */
export const MESSAGES = {
  'newsletters.title': {},
  'issue.line': { number: 'number', date: 'text' },
  'issue.mailLine': { newsletter: 'text', number: 'number', date: 'text' },
  'issues.earlier': {},
  'signUp.address': {},
  'signUp.button': {},
  'signUp.note': {},
  'signUp.invalidAddress': {},
  'signUp.tooMany': {},
  'signedUp.title': {},
  'signedUp.text': { newsletter: 'text' },
  'signedUp.spam': {},
  'confirm.title': {},
  'confirm.question': { newsletter: 'text', email: 'text', b: 'strong' },
  'confirm.button': {},
  'unsubscribe.title': { newsletter: 'text' },
  'unsubscribe.address': { email: 'text', b: 'strong' },
  'unsubscribe.button': {},
  'active.title': {},
  'active.text': { newsletter: 'text', email: 'text', b: 'strong', link: 'link' },
  'pending.title': {},
  'pending.text': { newsletter: 'text', email: 'text', b: 'strong', link: 'link' },
  'suppressed.title': {},
  'suppressed.text': { newsletter: 'text', email: 'text', b: 'strong', link: 'link' },
  'unsubscribed.title': {},
  'unsubscribed.text': { newsletter: 'text', email: 'text', b: 'strong' },
  'unsubscribed.again': { link: 'link' },
  'expired.title': {},
  'expired.text': { newsletter: 'text', hours: 'number', link: 'link' },
  'unknown.title': {},
  'unknown.text': { link: 'link' },
  'unavailable.title': {},
  'unavailable.text': {},
  'confirmationMail.subject': { newsletter: 'text' },
  'confirmationMail.text': { newsletter: 'text', site: 'text' },
  'confirmationMail.validity': { hours: 'number' },
  'knownAddressMail.subject': { newsletter: 'text' },
  'knownAddressMail.text': { newsletter: 'text', site: 'text' },
  'knownAddressMail.button': {},
  'knownAddressMail.advice': {},
  'mail.openAddress': {},
  'digest.mostRead': {},
  'digest.new': {},
  'digest.readOnline': {},
  'digest.allIssues': {},
  'digest.origin': { newsletter: 'text', site: 'text' },
  'digest.reason': { newsletter: 'text', site: 'text', date: 'text' },
  'digest.subscription': {},
} as const satisfies Record<string, Placeholders>;

/** Kind of each placeholder of a message, by name. */
export type Placeholders = Readonly<Record<string, 'text' | 'number' | 'strong' | 'link'>>;

export type MessageKey = keyof typeof MESSAGES;

/** Messages of a language by key, in the syntax of ICU MessageFormat. */
export type Messages = Partial<Record<MessageKey, string>>;

type PlaceholdersOf<Key extends MessageKey> = (typeof MESSAGES)[Key];
type ValueOf<Kind> = Kind extends 'number' ? number : string;

/** Values of the placeholders of a message; that of a link is its URL. */
export type MessageValues<Key extends MessageKey> = {
  [Name in keyof PlaceholdersOf<Key> as PlaceholdersOf<Key>[Name] extends 'strong' ? never : Name]: ValueOf<
    PlaceholdersOf<Key>[Name]
  >;
};
