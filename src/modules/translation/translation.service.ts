import type { Draft, PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { requireValue } from '../../shared/require-value.js';
import { type ArticleContent, parseRevisionContent } from '../editing/article-content.js';
import type { ArticlePayload } from '../editing/article-payload.type.js';
import { findDraft, runArticleMutation } from '../editing/article-writes.js';
import { findRefusals } from '../editing/assert-in-limits.js';
import type { SaveHook } from '../editing/before-save.js';
import { createDraft } from '../editing/drafts.js';
import { generateSlug } from '../editing/generate-slug.js';
import { appendArticleChanges, snapshotArticle } from '../publishing/article-snapshots.js';
import { RevisionKind } from '../revision/revision.type.js';
import { applyCurrentNames } from '../taxonomy/write/current-names.js';
import type {
  CreateTranslationInput,
  LinkTranslationInput,
  UnlinkTranslationInput,
} from './translation.inputs.js';

/** Maximum number of characters of a title. */
const MAX_TITLE_LENGTH = 300;

/** Columns of an article and its draft that link versions in different languages. */
type Link = Pick<Draft, 'translationGroup' | 'translatedFrom' | 'translatedRevision'>;

/** Creates drafts in other languages, and links the versions of an article. */
export class TranslationService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly languages: SiteLanguages,
    private readonly saveHook: SaveHook,
  ) {}

  /** Creates a draft in another language with the content of an article. */
  create(actor: Actor, input: CreateTranslationInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'createTranslation', input, async (tx) => {
      const source = await findSource(tx, actor, input.of);
      const language = this.parseLanguage(input.language);
      await this.assertNoVersion(tx, source, language, ['language']);
      const original = await loadContent(tx, source);
      const title = input.title?.trim() || original.title;
      const errors = new InputErrorCollector();
      errors.checkLength(['title'], title, MAX_TITLE_LENGTH);
      errors.checkSlug(input.slug);
      errors.throwIfAny();
      const tag = language === this.languages.primary ? null : language;
      const content = await this.saveHook.apply({
        action: 'CREATE',
        articleId: null,
        actor: actor.keyName,
        content: {
          ...original,
          title,
          slug: input.slug ?? (await generateSlug(tx, title, tag)),
          language: tag,
          path: null,
          aliases: [],
          corrections: [],
          canonicalUrl: null,
          publishedAt: null,
          updatedAt: null,
        },
      });
      const id = await createDraft(tx, content, { kind: RevisionKind.CREATED, keyId: actor.keyId });
      await writeLink(tx, id, await this.createLink(tx, source));
      return id;
    });
  }

  /** Makes an article a version of another one. */
  link(actor: Actor, input: LinkTranslationInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'linkTranslation', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const source = await findSource(tx, actor, input.of);
      const language = this.languages.resolve(draft.language);
      if (source.id === draft.id || language === this.languages.resolve(source.language)) {
        const message = `Both articles are in ${language}. Set the language of the translation first.`;
        throw createUserErrorException(message, UserErrorCode.INVALID, ['of']);
      }
      if (draft.translationGroup !== null && draft.translationGroup !== source.translationGroup) {
        const message = 'The article is a version of another one. Use unlinkTranslation first.';
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
      }
      await this.assertNoVersion(tx, source, language, ['of'], draft.id);
      await this.changeLink(tx, draft.id, await this.createLink(tx, source));
      return draft.id;
    });
  }

  /** Takes an article out of the group of its versions. */
  unlink(actor: Actor, input: UnlinkTranslationInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'unlinkTranslation', input, async (tx) => {
      const { id, translationGroup } = await findDraft(tx, input.id);
      if (translationGroup === null) {
        const message = 'The article has no versions in other languages.';
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
      }
      await this.changeLink(tx, id, {
        translationGroup: null,
        translatedFrom: null,
        translatedRevision: null,
      });
      return id;
    });
  }

  /** Writes a link, and appends the change of an article that is published. */
  private async changeLink(tx: Transaction, id: number, link: Link): Promise<void> {
    const before = await snapshotArticle(tx, id);
    await writeLink(tx, id, link);
    await appendArticleChanges(tx, [{ id, before, after: await snapshotArticle(tx, id) }]);
  }

  /** Returns the link of a translation of an article, which gets a group if it has none. */
  private async createLink(tx: Transaction, { id, translationGroup, revision }: Draft): Promise<Link> {
    const group = translationGroup ?? id;
    if (translationGroup === null) {
      await tx.draft.update({ where: { id }, data: { translationGroup: group } });
      await tx.article.updateMany({ where: { id }, data: { translationGroup: group } });
    }
    return { translationGroup: group, translatedFrom: id, translatedRevision: revision };
  }

  private parseLanguage(tag: string): string {
    const { languages } = this;
    const language = languages.find(tag.trim());
    if (language !== null) return language;
    const message = `"${tag.slice(0, 50)}" is not a language of the site. Use one of ${languages.all.join(', ')}.`;
    throw createUserErrorException(message, UserErrorCode.INVALID, ['language']);
  }

  /** Throws UserErrorException if a version of an article, other than `id`, is in a language. */
  private async assertNoVersion(
    tx: Transaction,
    source: Draft,
    language: string,
    field: string[],
    id: number | null = null,
  ): Promise<void> {
    const versions =
      source.translationGroup === null
        ? [source]
        : await tx.draft.findMany({ where: { translationGroup: source.translationGroup } });
    const holder = versions.find(
      (version) => version.id !== id && this.languages.resolve(version.language) === language,
    );
    if (!holder) return;
    const message = `The article has a version in ${language} already, with the slug ${holder.slug}.`;
    throw createUserErrorException(message, UserErrorCode.TAKEN, field);
  }
}

/**
 * Finds the article to translate, at its latest revision. A key may not read drafts outside of its limits: of these
 * articles it gets the published revision.
 */
async function findSource(tx: Transaction, actor: Actor, globalId: string): Promise<Draft> {
  const find = async (id: number) => {
    const draft = await tx.draft.findUnique({ where: { id } });
    if (!draft || (await findRefusals(tx, actor, [id])).size === 0) return draft;
    const { publishedRevision } = draft;
    return publishedRevision === null ? null : { ...draft, revision: publishedRevision };
  };
  return findByGlobalId('Article', globalId, find, 'article', ['of']);
}

async function loadContent(tx: Transaction, { id, revision }: Draft): Promise<ArticleContent> {
  const row = await tx.articleRevision.findUniqueOrThrow({
    where: { articleId_number: { articleId: id, number: revision } },
  });
  const contents = await applyCurrentNames(tx, new Map([[id, parseRevisionContent(row.content)]]));
  return requireValue(contents.get(id), 'The names of every content are replaced.');
}

/** Writes a link to a draft, and to the article if it is published. */
async function writeLink(tx: Transaction, id: number, link: Link): Promise<void> {
  await tx.draft.update({ where: { id }, data: link });
  await tx.article.updateMany({ where: { id }, data: link });
}
