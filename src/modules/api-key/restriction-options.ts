import type { Command } from 'commander';
import type { KeyRestrictions } from '../../auth/api-keys.service.js';
import type { ViewerLimits } from '../../auth/article-limits.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { type ContentModel, findKindValue } from '../../fields/content-model.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { createListOption } from '../../shared/text/list-option.js';
import { findAuthorId, parseLimits } from './parse-limits.js';

/** Options of commands that set the limits and the author of a key. */
export interface RestrictionOptions {
  sections?: string[];
  kinds?: string[];
  languages?: string[];
  ownOnly?: boolean;
  author?: string;
}

export function addRestrictionOptions(command: Command): Command {
  return command
    .addOption(
      createListOption('--sections <slugs>', 'write articles of these sections, and those below them, only'),
    )
    .addOption(createListOption('--kinds <kinds>', 'write articles of these kinds only, e.g. OPINION'))
    .addOption(createListOption('--languages <tags>', 'write articles in these languages only, e.g. pt-BR'))
    .option('--own-only', 'write articles only that the key created, or with its author in the byline')
    .option('--author <slug>', 'slug of the author that the owner of the key writes as');
}

/** Finds the sections and the author of options. Throws UserFacingError for a value that is none. */
export async function parseRestrictions(
  prisma: PrismaClient,
  { sections, kinds, languages, ownOnly, author }: RestrictionOptions,
  model: ContentModel,
): Promise<KeyRestrictions> {
  const hasLimits = Boolean(sections || kinds || languages || ownOnly);
  const parseKinds = () => kinds?.map((kind) => parseKind(model, kind)) ?? null;
  const limits = { sections: sections ?? null, languages: languages ?? null, isOwnOnly: ownOnly ?? null };
  return {
    ...(hasLimits && { limits: await parseLimits(prisma, { ...limits, kinds: parseKinds() }) }),
    ...(author !== undefined && { authorId: await findAuthorId(prisma, author) }),
  };
}

function parseKind(model: ContentModel, name: string): string {
  const kind = findKindValue(model, name);
  if (kind !== null) return kind;
  throw new UserFacingError(`${name} is not a kind of article. Use its name in the graph, such as OPINION.`);
}

/** Limits as `keys list --json` prints them, with the slugs of sections. */
export interface ListedLimits {
  sections?: string[];
  kinds?: string[];
  languages?: string[];
  isOwnOnly?: boolean;
}

export function listLimits(limits: ViewerLimits | null, slugs: Map<number, string>): ListedLimits | null {
  if (!limits) return null;
  const { authorId: _author, sections, ...others } = limits;
  return { ...(sections && { sections: sections.flatMap((id) => slugs.get(id) ?? []) }), ...others };
}

/** Formats limits in the form of the options that set them. */
export function formatLimits(limits: ListedLimits | null): string {
  const { sections, kinds, languages, isOwnOnly = false } = limits ?? {};
  const lists = Object.entries({ sections, kinds, languages }).flatMap(([name, values]) =>
    values ? `${name} ${values.join(',')}` : [],
  );
  return [...lists, ...(isOwnOnly ? ['own-only'] : [])].join('; ');
}
