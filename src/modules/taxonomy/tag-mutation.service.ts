import type { PrismaClient, Tag } from '../../database/generated/client.js';
import type { FieldSet } from '../../fields/field.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { parseTaxonomyFields, saveTaxonomyFields } from '../own-fields/taxonomy-fields.js';
import type { CreateTagInput, DeleteTagInput, MergeTagsInput, UpdateTagInput } from './taxonomy.inputs.js';
import type { DeleteTagPayload, TagPayload } from './taxonomy.type.js';
import { findReferenced, resolveImageId, resolveSlug, validateName } from './taxonomy-input.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';
import { changeTag, createTag, mergeTags, removeTag } from './write/tags.js';

/**
 * Creates, updates, merges and deletes tags. Each mutation is applied entirely or, with userErrors, not at
 * all.
 */
export class TagService {
  constructor(
    private readonly prisma: PrismaClient,
    /** The site's own fields of tags. */
    private readonly fields: FieldSet = {},
  ) {}

  create(actor: Actor, input: CreateTagInput): Promise<TagPayload> {
    return this.execute(actor, 'createTag', input, async (tx) => {
      const errors = validateName(input);
      if (input.image) errors.checkImage(input.image);
      const values = await parseTaxonomyFields(tx, this.fields, {}, input.fields, errors);
      errors.throwIfAny();
      const facts = { slug: resolveSlug(input), name: input.name.trim() };
      const id = await createTag(tx, { ...facts, imageId: await resolveImageId(tx, input) });
      await saveTaxonomyFields(tx, 'tag', id, values);
      return { id, outcome: facts };
    });
  }

  update(actor: Actor, input: UpdateTagInput): Promise<TagPayload> {
    return this.execute(actor, 'updateTag', input, async (tx) => {
      const tag = await findTag(tx, input.id);
      const errors = validateName(input);
      if (input.image) errors.checkImage(input.image);
      const values = await parseTaxonomyFields(tx, this.fields, tag.fields, input.fields, errors);
      errors.throwIfAny();
      const facts = { slug: input.slug ?? tag.slug, name: input.name?.trim() ?? tag.name };
      await changeTag(tx, tag, { ...facts, imageId: await resolveImageId(tx, input, tag.imageId) });
      await saveTaxonomyFields(tx, 'tag', tag.id, values);
      return { id: tag.id, outcome: facts };
    });
  }

  merge(actor: Actor, input: MergeTagsInput): Promise<TagPayload> {
    return this.execute(actor, 'mergeTags', input, async (tx) => {
      const target = await findReferencedTag(tx, input.into, ['into']);
      const sources = await findTags(tx, input.from);
      if (sources.some(({ id }) => id === target.id)) {
        const message = `The tag ${target.slug} cannot be merged into itself. Remove it from the list.`;
        throw createUserErrorException(message, UserErrorCode.INVALID, ['from']);
      }
      await mergeTags(tx, sources, target);
      const { slug, name } = target;
      return { id: target.id, outcome: { slug, name, merged: sources.map((tag) => tag.slug) } };
    });
  }

  delete(actor: Actor, input: DeleteTagInput): Promise<DeleteTagPayload> {
    const call = { actor, action: 'deleteTag', input };
    return runMutation<DeleteTagPayload>(this.prisma, call, { deletedId: null }, async (tx) => {
      const tag = await findTag(tx, input.id);
      await removeTag(tx, tag);
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug: tag.slug, name: tag.name } };
    });
  }

  private execute(
    actor: Actor,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; outcome: Record<string, string | string[]> }>,
  ): Promise<TagPayload> {
    return runMutation<TagPayload>(this.prisma, { actor, action, input }, { tagId: null }, async (tx) => {
      const { id, outcome } = await change(tx);
      return { payload: { tagId: id, userErrors: [] }, target: toGlobalId('Tag', id), outcome };
    });
  }
}

function findTag(tx: Transaction, id: string): Promise<Tag> {
  return findByGlobalId('Tag', id, (number) => tx.tag.findUnique({ where: { id: number } }));
}

function findReferencedTag(tx: Transaction, reference: string, field: string[]): Promise<Tag> {
  return findReferenced('Tag', reference, (where) => tx.tag.findUnique({ where }), field);
}

async function findTags(tx: Transaction, references: string[]): Promise<Tag[]> {
  if (references.length === 0)
    throw createUserErrorException('At least one tag is required.', UserErrorCode.INVALID, ['from']);
  if (references.length > TAXONOMY_LIMITS.mergedTags) {
    throw createUserErrorException(
      `There must be at most ${TAXONOMY_LIMITS.mergedTags} tags.`,
      UserErrorCode.TOO_LONG,
      ['from'],
    );
  }
  const tags = new Map<number, Tag>();
  for (const [i, reference] of references.entries()) {
    const tag = await findReferencedTag(tx, reference, ['from', String(i)]);
    tags.set(tag.id, tag);
  }
  return [...tags.values()];
}
