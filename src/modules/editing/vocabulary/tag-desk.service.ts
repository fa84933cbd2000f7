import type { PrismaClient, Tag } from '../../../database/generated/client.js';
import { toGlobalId } from '../../../shared/global-id.js';
import { rejected } from '../article-content.js';
import { LIMITS } from '../input-errors.js';
import { perform } from '../perform.js';
import type { Transaction } from '../turns.js';
import { UserErrorCode } from '../user-error-code.js';
import type { Writer } from '../writer.js';
import { changeTag, createTag, mergeTags, removeTag } from './tags.js';
import type { CreateTagInput, DeleteTagInput, MergeTagsInput, UpdateTagInput } from './vocabulary.inputs.js';
import type { DeleteTagPayload, TagPayload } from './vocabulary.type.js';
import { findNameErrors, findRow, slugOf } from './vocabulary-input.js';

/** What editors do with tags. Each write is done whole or, with its userErrors, not at all. */
export class TagDesk {
  constructor(private readonly prisma: PrismaClient) {}

  create(writer: Writer, input: CreateTagInput): Promise<TagPayload> {
    return this.write(writer, 'createTag', input, async (tx) => {
      findNameErrors(input).refuse();
      const facts = { slug: slugOf(input), name: input.name.trim() };
      return { id: await createTag(tx, facts), outcome: facts };
    });
  }

  update(writer: Writer, input: UpdateTagInput): Promise<TagPayload> {
    return this.write(writer, 'updateTag', input, async (tx) => {
      const tag = await findTag(tx, input.id);
      findNameErrors(input).refuse();
      const facts = { slug: input.slug ?? tag.slug, name: input.name?.trim() ?? tag.name };
      await changeTag(tx, tag, facts);
      return { id: tag.id, outcome: facts };
    });
  }

  merge(writer: Writer, input: MergeTagsInput): Promise<TagPayload> {
    return this.write(writer, 'mergeTags', input, async (tx) => {
      const kept = await findTag(tx, input.into, ['into']);
      const gone = await findTags(tx, input.from);
      if (gone.some(({ id }) => id === kept.id)) {
        throw rejected('A tag is not merged into itself.', UserErrorCode.INVALID, ['from']);
      }
      await mergeTags(tx, gone, kept);
      const { slug, name } = kept;
      return { id: kept.id, outcome: { slug, name, merged: gone.map((tag) => tag.slug) } };
    });
  }

  delete(writer: Writer, input: DeleteTagInput): Promise<DeleteTagPayload> {
    const write = { writer, action: 'deleteTag', input };
    return perform<DeleteTagPayload>(this.prisma, write, { deletedId: null }, async (tx) => {
      const tag = await findTag(tx, input.id);
      await removeTag(tx, tag);
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug: tag.slug, name: tag.name } };
    });
  }

  private write(
    writer: Writer,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; outcome: Record<string, string | string[]> }>,
  ): Promise<TagPayload> {
    return perform<TagPayload>(this.prisma, { writer, action, input }, { tagId: null }, async (tx) => {
      const { id, outcome } = await change(tx);
      return { payload: { tagId: id, userErrors: [] }, target: toGlobalId('Tag', id), outcome };
    });
  }
}

function findTag(tx: Transaction, id: string, field = ['id']): Promise<Tag> {
  return findRow('Tag', id, (number) => tx.tag.findUnique({ where: { id: number } }), field);
}

async function findTags(tx: Transaction, ids: string[]): Promise<Tag[]> {
  if (ids.length === 0) throw rejected('Name a tag.', UserErrorCode.INVALID, ['from']);
  if (ids.length > LIMITS.names) {
    throw rejected(`At most ${LIMITS.names}.`, UserErrorCode.TOO_LONG, ['from']);
  }
  const tags = new Map<number, Tag>();
  for (const [i, id] of ids.entries()) {
    const tag = await findTag(tx, id, ['from', String(i)]);
    tags.set(tag.id, tag);
  }
  return [...tags.values()];
}
