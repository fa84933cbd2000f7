import type { NewsletterIssue } from '../../../database/generated/client.js';
import type { Context } from '../../../graphql/context.js';
import { requireValue } from '../../../shared/require-value.js';
import type { Article } from '../../article/article.type.js';
import type { DigestIssue } from '../digest/digest-issue.js';
import { NewsletterLoaders } from '../newsletter.loaders.js';

/** Loads the content of an issue's digest. */
export async function loadIssue(
  newsletters: NewsletterLoaders,
  issue: NewsletterIssue,
): Promise<DigestIssue> {
  const found = await newsletters.byId.load(issue.newsletterId);
  const newsletter = requireValue(found, 'An issue has a newsletter.');
  const language = newsletters.getLanguage(newsletter);
  return {
    newsletter,
    language,
    number: issue.number,
    date: issue.sentAt,
    subject: issue.subject,
    intro: issue.intro,
    articles: await newsletters.loadDigestArticles(issue.id, language),
  };
}

/** Loads the articles that are visible to the request. */
export async function loadArticles({ articles }: Context, ids: number[]): Promise<Article[]> {
  const found = await Promise.all(ids.map((id) => articles.byId.load(id)));
  return found.filter((article) => article !== null);
}
