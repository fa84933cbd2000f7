import type { FetchResponse } from '../fetch/fetcher.js';

/** A picture of an article of a source. */
export interface SourceImage {
  /** URL, which may be relative to that of the article. */
  url: string;
  /** Text alternative; '' by default. */
  alt?: string | undefined;
  caption?: string | null | undefined;
  credit?: string | null | undefined;
  license?: string | null | undefined;
}

/** A picture of a source by its ID there, with the URL that the article has. */
export interface SourcePicture {
  id: string;
  url: string;
}

/** A tag by its ID at the source, by which it is known when the source renames it. */
export interface SourceTag {
  id: string;
  name: string;
  /** Vocabulary of the ID, if items of the source use several that have other names for one ID. */
  vocabulary?: string | undefined;
}

/** An article as an importer yields it. Only `id`, `title` and `draft` are required. */
export interface SourceArticle {
  /** ID at the source. It stays the same between two runs, so that the second updates the article. */
  id: string;
  /** Headline, as plain text. */
  title: string;
  /** If false, the article is published, or scheduled for a future `publishedAt`. */
  draft: boolean;
  /** Body as HTML; it is sanitized. An article has `html` or `markdown`. */
  html?: string | undefined;
  /** Body as Markdown; it is sanitized. */
  markdown?: string | undefined;
  /** Address of the article at the source. Its path is kept: it is the article's own, or redirects to `path`. */
  url?: string | null | undefined;
  /** Path here, such as `/2024/tide`. Defaults to that of `url`, else to section and slug. */
  path?: string | null | undefined;
  /** Former paths, which redirect to the article. */
  formerPaths?: string[] | undefined;
  /** Last part of a path that follows from the section. Defaults to that of the path, else to the title. */
  slug?: string | undefined;
  standfirst?: string | null | undefined;
  /** Name of the primary section, or names from the root section down. Missing sections are created. */
  section?: string | string[] | null | undefined;
  /** Further sections, each like `section`. */
  otherSections?: (string | string[])[] | undefined;
  /** Names of tags, with their IDs at the source if it has some. Missing tags are created. */
  tags?: (string | SourceTag)[] | undefined;
  /** Names of authors, in the order of the byline. Missing authors are created. */
  authors?: string[] | undefined;
  /** Lead picture, or its URL. */
  image?: SourceImage | string | null | undefined;
  /**
   * Pictures that the article shows, by their IDs at the source. An item with the ID of one that is `deleted` with `kill`
   * takes the picture down everywhere, also if it comes before the first article. IDs of pictures and of articles differ.
   */
  pictures?: SourcePicture[] | undefined;
  /** Date that readers see. A text without a time zone is in the site's own. */
  publishedAt?: Date | string | null | undefined;
  /** True if `publishedAt` is the date of this version: an earlier date of an article that is here stays. */
  hasVersionDate?: boolean | undefined;
  updatedAt?: Date | string | null | undefined;
  /**
   * Version of the article, if the source names versions. An earlier one than was imported before is ignored, and another
   * text of the same version too, unless it withholds or embargoes the article. '' for an article without one.
   */
  version?: string | undefined;
  /** Time before which nothing publishes the article. An article that is no draft is scheduled for it. */
  embargoedUntil?: Date | null | undefined;
  /** True if the source withholds the article: it is a draft, and unpublished even if editors have changed it. */
  withheld?: boolean | undefined;
  /** Corrections that this version makes. Those of earlier versions stay. */
  corrections?: { text: string; at: Date }[] | undefined;
  /** BCP 47 tag of the language, if it is not the site's. */
  language?: string | null | undefined;
  /** ID of any article of its group of translations. Articles that name the same ID are translations of each other. */
  translationOf?: string | null | undefined;
  /** Kind of article, such as `PAGE` or one of the site's own. */
  kind?: string | null | undefined;
  /** Readers of the whole article; `PUBLIC` by default. */
  access?: 'PUBLIC' | 'MEMBERS' | 'PAID' | undefined;
  seoTitle?: string | null | undefined;
  seoDescription?: string | null | undefined;
  /** Address of the original, if the article was first published elsewhere. */
  canonicalUrl?: string | null | undefined;
  /** True if search engines are not to index the article. */
  noindex?: boolean | undefined;
  /** Who paid for the article. */
  sponsorship?: { name: string; url?: string | null | undefined } | null | undefined;
  /** Values of the site's own fields by name; those of a kind are below its facet. */
  fields?: Record<string, unknown> | undefined;
  /** What the importer changed or left out. The report lists it. */
  warnings?: string[] | undefined;
  /** Names of fields of the source that are not imported. The report counts them. */
  unusedFields?: string[] | undefined;
}

/** What the report says of an item. */
interface SourceLabel {
  /** Name in the report. Defaults to the URL, else to the ID. */
  label?: string | undefined;
  /** Type in the source's terms, if it has several. The report counts the items of each. */
  type?: string | undefined;
}

/** An item of a source: an article, or the ID of an item that is none, with the reason. */
export type SourceItem = SourceLabel &
  (
    | SourceArticle
    /**
     * Unpublishes the article of this ID, if it was imported. With `kill`, also if editors have changed it, and takes the
     * picture of this ID down. With a `version`, earlier versions are not imported later.
     */
    | { id: string; deleted: string; kill?: boolean | undefined; version?: string | undefined }
    /** Reports what the importer used of an item that is no article. */
    | { id: string; used: string }
    /** Leaves the item out, because it is no article. */
    | { id: string; skipped: string }
    /** Reports that the item is broken. The exit code of the command is 1. */
    | { id: string; refused: string }
  );

/** Values that an importer gets for a run. */
export interface ImporterContext {
  /** Arguments of the command after the name of the importer; none in a sync by the gateway. */
  args: string[];
  /** Time at which the last complete sync began. Null for everything: in an import, a first sync, and with `--all`. */
  since: Date | null;
  /** IANA name of the site's time zone. */
  timeZone: string;
  /**
   * Fetches a URL and returns the response, with any status. Limits size and time, tries again while the server is
   * busy, and refuses private addresses unless IMPORT_ALLOW_PRIVATE is set.
   */
  fetch(url: string, headers?: Record<string, string>): Promise<FetchResponse>;
  /**
   * Fetches a URL like `fetch`. A sync returns null if the content is the same as at the last complete sync, by `ETag`
   * or `Last-Modified`.
   */
  fetchIfChanged(url: string, headers?: Record<string, string>): Promise<FetchResponse | null>;
}

/** Brings the articles of a source. The configuration has importers by the name of their command. */
export interface Importer {
  /** Line in the help of the command. */
  description: string;
  /** URL of the source's front page. Links and pictures are resolved against it, and it names the source. */
  site?: string | undefined;
  /** Yields the items of the source, one by one. Memory holds 50 of them. */
  read(context: ImporterContext): AsyncIterable<SourceItem>;
  /** If true, there is a command `sync`, and the gateway runs it every five minutes. */
  sync?: boolean | undefined;
  /**
   * If false, items that were refused are not read again at the next sync. By default a sync with refused items does not
   * count as complete.
   */
  retriesRefused?: boolean | undefined;
  /** `copy` to copy pictures into the media library, unless `--media` says otherwise. Defaults to `link`. */
  media?: 'link' | 'copy' | undefined;
  /** Path under which the articles are put, such as `/wire`, unless `--path-prefix` says otherwise. */
  pathPrefix?: string | undefined;
}

/** Importers by name. */
export type Importers = Record<string, Importer>;

/** Names of the importers that are built in. */
const BUILT_IN = [
  'feed',
  'ghost',
  'help',
  'markdown',
  'newsml',
  'ninjs',
  'nitf',
  'page',
  'table',
  'wordpress',
];
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Lists what is wrong with importers, each with its place in the configuration. */
export function listImporterErrors(importers: Importers): string[] {
  return Object.entries(importers).flatMap(([name, importer]) =>
    [...listNameErrors(name), ...listValueErrors(importer)].map((error) => `importers.${name}: ${error}`),
  );
}

function listNameErrors(name: string): string[] {
  if (BUILT_IN.includes(name)) return [`${name} is built in; choose another name`];
  return NAME.test(name)
    ? []
    : ['a name consists of lower-case letters, digits and hyphens, such as my-wire'];
}

function listValueErrors({
  description,
  site,
  read,
  sync,
  retriesRefused,
  media,
  pathPrefix,
  ...others
}: Importer): string[] {
  return [
    ...(typeof description === 'string' && description !== '' ? [] : ['description is missing']),
    ...(typeof read === 'function' ? [] : ['read must be a function that yields the items of the source']),
    ...(site === undefined || isWebUrl(site) ? [] : ['site must be a URL with http or https']),
    ...(sync === undefined || typeof sync === 'boolean' ? [] : ['sync must be true or false']),
    ...(retriesRefused === undefined || typeof retriesRefused === 'boolean'
      ? []
      : ['retriesRefused must be true or false']),
    ...(media === undefined || ['link', 'copy'].includes(media) ? [] : ['media must be link or copy']),
    ...(pathPrefix === undefined || /^(\/[^/?#]+)+$/.test(pathPrefix)
      ? []
      : ['pathPrefix must begin with a slash and end without one, such as /wire']),
    ...Object.keys(others).map(
      (name) => `${name} is not an option: description, site, read, sync, retriesRefused, media, pathPrefix`,
    ),
  ];
}

function isWebUrl(url: unknown): boolean {
  return typeof url === 'string' && /^https?:\/\/[^/]/.test(url) && URL.canParse(url);
}
