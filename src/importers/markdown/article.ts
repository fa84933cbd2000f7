import { ContentRefusedError } from '../../content/content-error.js';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { slugify } from '../../shared/text/slug.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { fromWall } from '../run/time-zone.js';
import { readAccess } from './fields/access.js';
import { readAuthors } from './fields/byline.js';
import { readCorrections } from './fields/corrections.js';
import { readDefinedFields } from './fields/defined-fields.js';
import { type FileNameInfo, NO_FILE_NAME_INFO, parseFileName } from './fields/file-name.js';
import { extractHtmlTitle, extractTitle, removeRepeatedTitle } from './fields/heading.js';
import { readImage } from './fields/image.js';
import { readLanguage } from './fields/language.js';
import { readLiveBlog } from './fields/live-blog.js';
import { readRobots } from './fields/noindex.js';
import { readOwnFields } from './fields/own-fields.js';
import { readPathDate } from './fields/path-date.js';
import { readPaths } from './fields/paths.js';
import { hasPublicationDate, readPublication } from './fields/publication.js';
import { readReservedFields } from './fields/reserved.js';
import { readSeries } from './fields/series.js';
import { readTaxonomy } from './fields/taxonomy.js';
import { resolveFileLinks } from './file-links.js';
import { isHtmlFile } from './files.js';
import { type FrontMatter, FrontMatterError } from './front-matter/dialect.js';
import { Fields } from './front-matter/fields.js';
import { Findings, quoteValue } from './front-matter/findings.js';
import { readFrontMatter } from './front-matter/front-matter.js';
import { readText } from './front-matter/values.js';
import { readSitePage } from './site/read-site-page.js';
import { type Data, type FileContext, getText, type SitePage } from './site/site.js';
import { resolveTemplateTags } from './template-tags.js';
import { convertHeadingIds } from './templates/heading-ids.js';
import { convertKramdown } from './templates/kramdown.js';
import { getMentionsUrl, linkMentions } from './templates/mentions.js';
import { restoreFileNames } from './templates/shortcode-html.js';
import { findUnknownSyntax } from './templates/unknown-syntax.js';

/**
 * Parses a Markdown text into an article, or into the reasons and line for refusing it. `sourceId` is the
 * imported folder's name and the file's path in it: `posts/2016-03-04-a-title.md` provides a date and slug.
 */
export function parseMarkdownArticle(
  text: string,
  sourceId: string,
  model = EMPTY_MODEL,
  context: FileContext | null = null,
): ImportItem {
  const findings = new Findings();
  const unusedFields: string[] = [];
  const article = tryReadArticle(text, { sourceId, model, context }, findings, unusedFields);
  const { reasons: refused, line } = findings.problems;
  if (article !== null && 'leftOut' in article)
    return { item: sourceId, status: 'left out', reason: article.leftOut };
  if (article === null || refused.length > 0) return { item: sourceId, refused, ...(line && { line }) };
  const warnings = findings.warnings;
  return {
    item: sourceId,
    article,
    warnings: warnings.reasons,
    unusedFields,
    ...(warnings.line && { line: warnings.line }),
  };
}

interface GivenFile {
  sourceId: string;
  model: ContentModel;
  context: FileContext | null;
}

/**
 * Returns null if reading had to stop, and a reason for a file of which the site's generator makes no page.
 * Other problems are added to `findings`.
 */
function tryReadArticle(
  text: string,
  given: GivenFile,
  findings: Findings,
  unusedFields: string[],
): ImportedArticle | { leftOut: string } | null {
  let bodyLine = 1;
  try {
    const frontMatter = readFrontMatter(text);
    bodyLine = frontMatter.bodyLine;
    for (const { text: warning, line } of frontMatter.warnings) findings.addWarningOnLine(line, warning);
    // A file written by our own exporter is complete: infer and clean up nothing.
    const isVerbatim = frontMatter.data.verbatim === true;
    if (!isVerbatim) renameFields(frontMatter, given.context?.map ?? {});
    const page = isVerbatim || given.context === null ? null : readSitePage(frontMatter, given.context);
    if (page?.leftOut !== undefined) return { leftOut: page.leftOut };
    const timeZone = isVerbatim ? 'UTC' : getTimeZone(given.context);
    const fields = new Fields(page?.data ?? frontMatter.data, frontMatter.findLine, [], isVerbatim, timeZone);
    const body = isVerbatim
      ? trimVerbatimBody(frontMatter.body)
      : readBody(frontMatter.body, bodyLine, given, page, findings);
    // First, because a declared name is no other spelling of a built-in field.
    const ownFields = readOwnFields(fields, given.model, findings);
    const pathDate = isVerbatim ? null : readPathDate(fields, given.sourceId, page, findings);
    const isDated = pathDate !== null || hasPublicationDate(fields);
    const isPage = ((page?.isPage ?? false) && !isDated) || ownFields.kind === ArticleKind.PAGE;
    const hasFrontMatter = frontMatter.bodyLine > 1;
    const facts = { sourceId: given.sourceId, page, isPage, hasFrontMatter, pathDate, timeZone };
    const kind = ownFields.kind ?? (isPage ? ArticleKind.PAGE : null);
    const article = {
      ...readArticle(fields, body, facts, findings),
      ...ownFields,
      ...(kind && { kind }),
      ...readAccess(fields, findings),
      ...(kind === ArticleKind.LIVE_BLOG && readLiveBlog(fields, findings)),
    };
    unusedFields.push(...fields.listUnused());
    return article;
  } catch (error) {
    if (error instanceof FrontMatterError) findings.addProblemOnLine(error.line, error.message);
    else if (error instanceof ContentRefusedError) findings.addProblemOnLine(bodyLine, error.message);
    else throw error;
    return null;
  }
}

/** Resolves template tags and, outside of a static site, links between files. */
function readBody(
  body: string,
  bodyLine: number,
  { sourceId, context }: GivenFile,
  page: SitePage | null,
  findings: Findings,
): string {
  const isHtml = isHtmlFile(sourceId);
  for (const { text, line } of isHtml ? [] : findUnknownSyntax(body))
    findings.addWarningOnLine(bodyLine + line, text);
  const text = resolveTemplateTags(body, bodyLine, { context, page }, findings);
  if (isHtml) return text.replace(LINK_LINE, '<p><a href="$1">$1</a></p>');
  if (!context?.site) {
    const markdown = restoreFileNames(convertHeadingIds(text));
    return context?.keepsLinks ? markdown : resolveFileLinks(markdown, sourceId);
  }
  const { generator, config } = context.site;
  return generator === 'jekyll' ? convertJekyllMarkdown(text, config) : convertHeadingIds(text);
}

/** A link of Markdown that stands for a shortcode. */
const LINK_LINE = /^<(https?:\/\/[^<>\s]+)>$/gm;

/** Converts the syntax that Jekyll and its plugins add to Markdown into GFM. */
function convertJekyllMarkdown(text: string, config: Data): string {
  const isKramdown = (getText(config.markdown) ?? 'kramdown').toLowerCase() === 'kramdown';
  const converted = isKramdown ? convertKramdown(text) : text;
  const mentionsUrl = getMentionsUrl(config);
  return mentionsUrl === null ? converted : linkMentions(converted, mentionsUrl);
}

interface ArticleFacts {
  sourceId: string;
  page: SitePage | null;
  isPage: boolean;
  hasFrontMatter: boolean;
  /** Date that the path of the article contains, if nothing else has one. */
  pathDate: Date | null;
  /** Time zone of days without a time. */
  timeZone: string;
}

function readArticle(
  fields: Fields,
  body: string,
  { sourceId, page, isPage, hasFrontMatter, pathDate, timeZone }: ArticleFacts,
  findings: Findings,
): ImportedArticle {
  const isVerbatim = fields.take('verbatim')?.isVerbatim ?? false;
  const file = isVerbatim ? NO_FILE_NAME_INFO : readFileName(sourceId, page, findings);
  const isHtml = isHtmlFile(sourceId);
  const { title, text } = readTitle(fields, { body, isHtml }, file, findings);
  // On a site with a time zone, the day of a file name is already in that zone.
  const day = page?.hasZonedDate ? pathDate : (file.date ?? pathDate);
  const date = (page?.hasZonedDate && file.date) || (day && fromWall(day, timeZone));
  const dated = { ...file, date };
  const publication = readPublication(fields, { ...dated, isPage, hasFrontMatter }, findings);
  const description = readText(fields.take('description'), findings);
  const values = readDefinedFields(ARTICLE_FIELDS, fields, findings);
  return {
    source: 'markdown',
    sourceId,
    ...values,
    ...readLanguage(fields, values.language, page, findings),
    ...(!isVerbatim && readRobots(fields, values, findings)),
    title,
    standfirst: values.standfirst ?? description,
    seoDescription: values.seoDescription ?? description,
    body: {
      format: isHtml ? 'html' : 'markdown',
      text: isVerbatim ? body : text.replace(/^(?:[ \t]*\n)+/, '').trimEnd(),
    },
    ...readPaths(fields, { file, title, publishedAt: publication.publishedAt, page }, findings),
    ...readTaxonomy(fields, findings),
    authors: readAuthors(fields, findings),
    ...readImage(fields, sourceId, findings),
    series: readSeries(fields, findings),
    corrections: readCorrections(fields, publication, findings),
    ...publication,
    ...(isVerbatim && readReservedFields(fields, findings)),
  };
}

/** Returns the time zone of days without a time: that of the site, or of the one that it becomes a part of. */
function getTimeZone(context: FileContext | null): string {
  const { site, timeZone = 'UTC' } = context ?? {};
  return site?.hasTimeZone ? site.timeZone : timeZone;
}

/** Returns what the name of a file says, as the generator of its site reads it if there is one. */
function readFileName(sourceId: string, page: SitePage | null, findings: Findings): FileNameInfo {
  const named = parseFileName(sourceId);
  if (page === null) return named;
  if (named.draft && !page.isDraft)
    findings.addWarningOnLine(1, 'a folder _drafts or the ending .draft.md: imported as a draft');
  return { slug: slugify(page.slug), date: page.date, draft: page.isDraft || named.draft };
}

/** Gives fields the names that the option `--map` says. A field that is there under its own name stays. */
function renameFields({ data }: FrontMatter, map: Record<string, string>): void {
  for (const [from, to] of Object.entries(map)) {
    if (data[from] === undefined || data[to] !== undefined) continue;
    data[to] = data[from];
    delete data[from];
  }
}

/** Removes the empty line and the final line break that writeMarkdownArticle adds around a body. */
function trimVerbatimBody(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

function readTitle(
  fields: Fields,
  { body, isHtml }: { body: string; isHtml: boolean },
  file: FileNameInfo,
  findings: Findings,
): { title: string; text: string } {
  const title = readText(fields.take('title'), findings);
  const heading = isHtml ? extractHtmlTitle(body) : title === null ? extractTitle(body) : null;
  if (title !== null && isHtml) return { title, text: heading?.title === title ? heading.body : body };
  if (title !== null) return { title, text: removeRepeatedTitle(body, title) };
  if (heading !== null) return { title: heading.title, text: heading.body };
  const words = file.slug.replace(/[-_]+/g, ' ').trim();
  if (words === '') {
    findings.addProblemOnLine(1, 'no title: add one to the front matter or as a # heading');
    return { title: '', text: body };
  }
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  findings.addWarningOnLine(1, `no title: ${quoteValue(name)} was made of the file name`);
  return { title: name, text: body };
}
