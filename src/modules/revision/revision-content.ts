import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import { DEFAULT_KIND } from '../../fields/content-model.js';
import { pickValues } from '../../fields/field-values.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { readStatement } from '../../shared/machine-rights.js';
import { toRobots } from '../../shared/robots.js';
import { toSponsorship } from '../../shared/sponsorship.js';
import { type ArticleContent, parseRevisionContent } from '../editing/article-content.js';
import { Image } from '../image/image.type.js';
import { describeStatement } from '../machine-rights/machine-rights.type.js';
import { toOwnText } from './revision-changes.js';
import { ArticleRevisionContent } from './revision-content.type.js';

/** Converts the stored content of a revision to its type in the graph. */
export function describeContent(stored: unknown): ArticleRevisionContent {
  const content = parseRevisionContent(stored);
  const { slug, body, section, otherSections, tags, authors, image, series, path, aliases } = content;
  const { publishedAt, access = AccessLevel.PUBLIC, kind = DEFAULT_KIND, corrections } = content;
  const statement = readStatement(content.machineRights);
  return Object.assign(new ArticleRevisionContent(), {
    ...pickValues(ARTICLE_FIELDS, content),
    slug,
    tags,
    authors,
    series,
    path,
    aliases,
    publishedAt,
    access,
    kind,
    body: {
      html: body.format === 'html' ? body.text : null,
      markdown: body.format === 'markdown' ? body.text : null,
    },
    sections: section.length > 0 ? [section, ...otherSections].map((names) => names.join('/')) : [],
    image: image && Object.assign(new Image(), image),
    robots: toRobots(content),
    sponsorship: toSponsorship(content),
    machineRights: statement && describeStatement(statement),
    corrections: corrections.map(({ text, at }) => ({ text, correctedAt: at })),
    fields: describeFields(content),
  });
}

function describeFields({ fields = {} }: ArticleContent): unknown {
  return Object.keys(fields).length > 0 ? toOwnText(fields) : null;
}
