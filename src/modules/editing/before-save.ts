import { isDeepStrictEqual } from 'node:util';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import { AccessLevel, isAccessLevel } from '../../shared/article/access-level.js';
import { runWithTimeLimit } from '../../shared/async/time-limit.js';
import { type AppLogger, noopLogger } from '../../shared/logging/logger.js';
import { isStorableText } from '../../shared/text/valid-unicode.js';
import type { ArticleContent } from './article-content.js';
import { checkReferencesAndPaths } from './validate-article-input.js';

/** Milliseconds that a hook has; all writers wait for it. */
const TIMEOUT_MS = 5_000;

/** Content of an article that is about to be saved as a revision. */
export interface ArticleSave {
  action: 'CREATE' | 'UPDATE' | 'RESTORE' | 'IMPORT';
  /** Global ID; null for a new article. */
  articleId: string | null;
  /** Name of the API key or identity that saves; null for an import. */
  actor: string | null;
  /** Complete content, as it would be saved. A copy: changes take effect only if it is returned. */
  content: ArticleContent;
}

/** Reason why a hook refuses a save. */
export interface SaveRefusal {
  message: string;
  /** Path to the value in the content, such as `['seoTitle']`. Defaults to none. */
  field?: string[];
  /** A code of `UserErrorCode`. Defaults to INVALID. */
  code?: keyof typeof UserErrorCode;
}

/** Decision of a hook: refusals, other content, or nothing to save the content as it is. */
export type SaveDecision = { userErrors: SaveRefusal[] } | { content: ArticleContent } | null | undefined;

/** Hook that runs in the transaction of a save, before anything is written. `signal` is aborted at its time limit. */
export type BeforeSave = (
  save: ArticleSave,
  signal: AbortSignal,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook may end without a return statement.
) => SaveDecision | void | Promise<SaveDecision | void>;

/** Runs a site's `beforeSave` hook. */
export class SaveHook {
  constructor(
    private readonly hook: BeforeSave | undefined,
    private readonly log: AppLogger = noopLogger,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /**
   * Returns the content to save. Throws UserErrorException if the hook refuses it, fails, exceeds its time or
   * returns invalid content.
   */
  async apply(save: ArticleSave): Promise<ArticleContent> {
    if (!this.hook) return save.content;
    try {
      return applyDecision(save, await this.decide(save));
    } catch (err) {
      if (err instanceof UserErrorException) throw err;
      const { action, articleId, content } = save;
      this.log.error({ err, part: 'hooks', action, articleId, slug: content.slug }, 'beforeSave failed');
      throw createUserErrorException(
        'A check of this site failed, so nothing was saved. The log of the gateway has the cause.',
        UserErrorCode.HOOK_FAILED,
      );
    }
  }

  private async decide(save: ArticleSave): Promise<SaveDecision> {
    const copy = { ...save, content: structuredClone(save.content) };
    const work = (signal: AbortSignal) => this.hook?.(copy, signal);
    return (await runWithTimeLimit('beforeSave', this.timeoutMs, work)) ?? null;
  }
}

/** Saves all content as it is. */
export const NO_SAVE_HOOK = new SaveHook(undefined);

function toUserError({ message, field = undefined, code = 'INVALID' }: SaveRefusal): UserError {
  return { message, field: field ?? null, code: UserErrorCode[code] ?? UserErrorCode.INVALID };
}

/** Returns the content to save. Throws UserErrorException, or another error for a decision of another form. */
function applyDecision({ content }: ArticleSave, decision: SaveDecision): ArticleContent {
  if (!decision) return content;
  if ('content' in decision) return validateContent(content, decision.content);
  const [first, ...others] = decision.userErrors.map(toUserError);
  if (first) throw new UserErrorException([first, ...others]);
  return content;
}

/** Checks the changes of a hook by the rules for inputs. Throws UserErrorException. */
function validateContent(given: ArticleContent, returned: ArticleContent): ArticleContent {
  const content = { ...given, ...returned };
  const names = Object.keys(content) as (keyof ArticleContent)[];
  // The hook got a clone, in which objects have other prototypes than those of a source.
  const before = structuredClone(given);
  const changed = names.filter((name) => !isDeepStrictEqual(content[name], before[name]));
  const changes: Partial<ArticleContent> = Object.fromEntries(changed.map((name) => [name, content[name]]));
  const errors = new InputErrorCollector();
  errors.checkFields(ARTICLE_FIELDS, changes);
  errors.checkSlug(content.slug ?? '');
  checkReferencesAndPaths(errors, changes);
  for (const name of ['kind', 'fields'] as const)
    if (changed.includes(name)) errors.add([name], 'A hook cannot change the kind or own fields.');
  if (content.access !== undefined && !isAccessLevel(content.access))
    errors.add(['access'], `One of: ${Object.values(AccessLevel).join(', ')}.`);
  if (!isStorableText(content)) errors.add([], 'A text contains U+0000 or a lone surrogate.');
  errors.throwIfAny();
  return content;
}
