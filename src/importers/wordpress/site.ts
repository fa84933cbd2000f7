import { SlugRegistry } from '../run/slugs.js';
import { AttachmentLibrary } from './attachments.js';
import { AuthorNames } from './people.js';
import { CategoryTree } from './sections.js';

/** What a WordPress site has apart from its posts, and what the posts need of one another. */
export class WordPressSite {
  /** Address of the front page, without a slash at the end; '' while it is not known. */
  url = '';
  title = '';
  readonly people = new AuthorNames();
  readonly sections = new CategoryTree();
  readonly attachments = new AttachmentLibrary();
  /** Contents of the reusable blocks, by id. */
  readonly reusableBlocks = new Map<string, string>();
  /** Where its posts and pages stand. */
  readonly paths = new Set<string>();
  readonly slugs = new SlugRegistry();

  /** Two sites on one gateway are two sources: each counts its posts from 1. */
  get source(): string {
    const host = this.url.replace(/^https?:\/\/(www\.)?/, '');
    return host === '' ? 'wordpress' : `wordpress ${host}`;
  }

  /** The address as a whole one; null when it is none. */
  toAbsoluteUrl(address: string): string | null {
    return absoluteAddress(address, this.url);
  }

  isExternal(link: string): boolean {
    const getHost = (address: string) => new URL(address).host.replace(/^www\./, '');
    return this.url !== '' && getHost(link) !== getHost(this.url);
  }
}

/** An address on a site as a whole one; null when it is none. */
export function absoluteAddress(address: string, siteUrl: string): string | null {
  const base = siteUrl === '' ? undefined : `${siteUrl}/`;
  return URL.canParse(address, base) ? new URL(address, base).href : null;
}
