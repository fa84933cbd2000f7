import { Slugs } from '../slugs.js';
import { Attachments } from './attachments.js';
import { People } from './people.js';
import { Sections } from './sections.js';

/** What a WordPress site has apart from its posts, and what the posts need of one another. */
export class WordPressSite {
  /** Address of the front page, without a slash at the end; '' while it is not known. */
  url = '';
  title = '';
  readonly people = new People();
  readonly sections = new Sections();
  readonly attachments = new Attachments();
  /** Contents of the reusable blocks, by id. */
  readonly reusableBlocks = new Map<string, string>();
  /** Where its posts and pages stand. */
  readonly paths = new Set<string>();
  readonly slugs = new Slugs();

  /** Two sites on one gateway are two sources: each counts its posts from 1. */
  get source(): string {
    const place = this.url.replace(/^https?:\/\/(www\.)?/, '');
    return place === '' ? 'wordpress' : `wordpress ${place}`;
  }

  /** The address as a whole one; null when it is none. */
  absolute(address: string): string | null {
    return absoluteAddress(address, this.url);
  }

  isElsewhere(link: string): boolean {
    const host = (address: string) => new URL(address).host.replace(/^www\./, '');
    return this.url !== '' && host(link) !== host(this.url);
  }
}

/** An address on a site as a whole one; null when it is none. */
export function absoluteAddress(address: string, siteUrl: string): string | null {
  const base = siteUrl === '' ? undefined : `${siteUrl}/`;
  return URL.canParse(address, base) ? new URL(address, base).href : null;
}
