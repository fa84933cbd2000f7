import { ContentRefusedError } from '../../shared/content/content-refused.js';
import type { ImportItem } from '../import-run.js';
import type { ImportedArticle } from '../imported-article.js';
import { readAddresses } from './addresses.js';
import { readAuthors } from './byline.js';
import { readCorrections } from './corrections.js';
import { FrontMatterError } from './dialect.js';
import { Fields } from './fields.js';
import { factsOfFileName, NO_FACTS } from './file-name.js';
import { Findings } from './findings.js';
import { readFrontMatter } from './front-matter.js';
import { titleFromBody, withoutRepeatedTitle } from './heading.js';
import { readImage } from './image.js';
import { readKept } from './kept.js';
import { readPublication } from './publication.js';
import { readSeries } from './series.js';
import { readTaxonomy } from './taxonomy.js';
import { withoutTemplateTags } from './template-tags.js';
import { textOf } from './values.js';

/**
 * One Markdown text as an article, or why it is none, with the lines. `sourceId` is the imported folder's
 * name and the file's path in it, `posts/2016-03-04-a-title.md`: date and slug may come from there.
 */
export function parseMarkdownArticle(text: string, sourceId: string): ImportItem {
  const findings = new Findings();
  const unused: string[] = [];
  const article = attempt(text, sourceId, findings, unused);
  const { reasons: refused, line } = findings.problems;
  if (article === null || refused.length > 0) return { item: sourceId, refused, ...(line && { line }) };
  const notes = findings.notes;
  return { item: sourceId, article, notes: notes.reasons, unused, ...(notes.line && { line: notes.line }) };
}

/** Null when reading had to stop; problems found on the way are in the findings. */
function attempt(
  text: string,
  sourceId: string,
  findings: Findings,
  unused: string[],
): ImportedArticle | null {
  let bodyLine = 1;
  try {
    const front = readFrontMatter(text);
    bodyLine = front.bodyLine;
    for (const { text: warning, line } of front.warnings) findings.noteAt(line, warning);
    // An export of ours, which says all there is to say: nothing of it is to be guessed or tidied.
    const isVerbatim = front.data.verbatim === true;
    const fields = new Fields(front.data, front.lineOf, [], isVerbatim);
    const body = isVerbatim ? verbatimBody(front.body) : withoutTemplateTags(front.body, bodyLine, findings);
    const article = readArticle(fields, body, sourceId, findings);
    unused.push(...fields.unused());
    return article;
  } catch (error) {
    if (error instanceof FrontMatterError) findings.problemAt(error.line, error.message);
    else if (error instanceof ContentRefusedError) findings.problemAt(bodyLine, error.message);
    else throw error;
    return null;
  }
}

function readArticle(fields: Fields, body: string, sourceId: string, findings: Findings): ImportedArticle {
  const isVerbatim = fields.take('verbatim')?.isVerbatim ?? false;
  const file = isVerbatim ? NO_FACTS : factsOfFileName(sourceId);
  const { title, text } = readTitle(fields, body, findings);
  const publication = readPublication(fields, file, findings);
  const description = textOf(fields.take('description'), findings);
  const standfirst = textOf(fields.take('standfirst', 'excerpt', 'subtitle', 'dek', 'summary'), findings);
  const seo = fields.take('seo', 'meta')?.fields();
  return {
    source: 'markdown',
    sourceId,
    title,
    standfirst: standfirst ?? description,
    body: { format: 'markdown', text: isVerbatim ? body : text.replace(/^(?:[ \t]*\n)+/, '').trimEnd() },
    ...readAddresses(fields, { file, title, publishedAt: publication.publishedAt }, findings),
    ...readTaxonomy(fields, findings),
    authors: readAuthors(fields, findings),
    image: readImage(fields, sourceId, findings),
    seoTitle: textOf(seo?.take('title') ?? fields.take('seoTitle', 'metaTitle'), findings),
    seoDescription:
      textOf(seo?.take('description') ?? fields.take('seoDescription', 'metaDescription'), findings) ??
      description,
    series: readSeries(fields, findings),
    corrections: readCorrections(fields, publication, findings),
    ...publication,
    ...(isVerbatim && readKept(fields, findings)),
  };
}

/** As writeMarkdownArticle puts it: between an empty line and a line break. */
function verbatimBody(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

function readTitle(fields: Fields, body: string, findings: Findings): { title: string; text: string } {
  const field = fields.take('title');
  const title = textOf(field, findings);
  if (title !== null) return { title, text: withoutRepeatedTitle(body, title) };
  const heading = field === undefined ? titleFromBody(body) : null;
  if (heading !== null) return { title: heading.title, text: heading.body };
  if (field === undefined) findings.problemAt(1, 'no title, neither in the front matter nor as a # heading');
  else if (typeof field.value === 'string') findings.problem(field, 'no text is left of it');
  return { title: '', text: body };
}
