import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import { ArchivePaths } from '../links/archive-paths.js';
import { SlugRegistry } from '../run/slugs.js';
import type { SourceTerms } from '../run/source-terms.js';
import type { TermTexts } from '../run/term-texts.js';
import { AttachmentLibrary } from './attachments.js';
import { WordPressLanguages } from './languages.js';
import { EntryPosts } from './live-blog/entry-posts.js';
import { WordPressMenus } from './menus.js';
import { AuthorNames, type WordPressAccount } from './people.js';
import { CategoryTree } from './sections.js';
import { WordPressSponsors } from './sponsors.js';
import type { TermPage } from './term-page.js';

/** A tag or series with its ID. */
export interface WordPressTag {
  id: string;
  slug: string;
  name: string;
  page?: TermPage | undefined;
  /** URL of its page, which the API names. */
  link?: string | undefined;
  /** Names in other languages. */
  translations?: TermTexts[];
}

/** Site-wide data that the conversion of posts refers to. */
export class WordPressSite {
  /** URL of the front page with no slash at the end. '' if unknown. */
  url = '';
  title = '';
  /** Where references of posts are looked up, as warnings about missing ones name it. */
  referenceSource: 'the export' | 'the responses of the REST API' = 'the export';
  /** Path here under which the site is put; '' for none. */
  pathPrefix = '';
  readonly people = new AuthorNames();
  readonly sections = new CategoryTree();
  readonly attachments = new AttachmentLibrary();
  /** Contents of reusable blocks, by ID; null for one that WordPress shows nobody. */
  readonly reusableBlocks = new Map<string, string | null>();
  /** Paths of posts and pages. */
  readonly paths = new Set<string>();
  readonly slugs = new SlugRegistry();
  readonly languages = new WordPressLanguages();
  readonly menus = new WordPressMenus();
  readonly sponsors = new WordPressSponsors();
  /** Posts that are entries of live blogs. */
  readonly entryPosts = new EntryPosts();
  /** Addresses of the lists of categories, tags, authors and series. */
  readonly archives = new ArchivePaths();
  /** Source IDs of posts by ID, which fields refer to. */
  readonly posts = new Map<string, string>();
  /** Slugs of tags by ID. */
  readonly tagSlugs = new Map<string, string>();
  /** Tags of an export. */
  readonly tags: WordPressTag[] = [];
  /** Tags that stand for those of other languages, by the slug of the translation. */
  readonly translatedTags = new Map<string, WordPressTag>();
  /** Series of an export, of the plugins Organize Series and PublishPress Series. */
  readonly series: WordPressTag[] = [];
  /** Slugs of the tags that items have. */
  readonly usedTags = new Set<string>();
  /** Slugs of the series that items have. */
  readonly usedSeries = new Set<string>();
  /** Accounts of authors that the API named, by ID. */
  readonly accounts = new Map<string, WordPressAccount>();
  /** IDs of sections, tags, authors and series, once they are saved. */
  terms: SourceTerms | null = null;
  /** Own fields and kinds of the site that imports. */
  model: ContentModel = EMPTY_MODEL;

  /** Source name with the host, because the IDs of each site begin at 1. */
  get source(): string {
    const host = this.url.replace(/^https?:\/\/(www\.)?/, '');
    return host === '' ? 'wordpress' : `wordpress ${host}`;
  }

  /** Adds a reusable block. As in WordPress, one that is not published or has a password shows nothing. */
  addReusableBlock(id: string, content: string, { isPublic }: { isPublic: boolean }): void {
    this.reusableBlocks.set(id, isPublic ? content : null);
  }

  /** Resolves a URL against the site. Returns null if it is invalid. */
  toAbsoluteUrl(address: string): string | null {
    return absoluteAddress(address, this.url);
  }

  isExternal(link: string): boolean {
    const getHost = (address: string) => new URL(address).host.replace(/^www\./, '');
    return this.url !== '' && getHost(link) !== getHost(this.url);
  }
}

/** Resolves a URL against a site. Returns null if it is invalid. */
export function absoluteAddress(address: string, siteUrl: string): string | null {
  const base = siteUrl === '' ? undefined : `${siteUrl}/`;
  return URL.canParse(address, base) ? new URL(address, base).href : null;
}
