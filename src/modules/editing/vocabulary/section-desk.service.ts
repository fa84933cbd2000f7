import type { PrismaClient, Section } from '../../../database/generated/client.js';
import { toGlobalId } from '../../../shared/global-id.js';
import { rejected } from '../article-content.js';
import { LIMITS } from '../input-errors.js';
import { perform } from '../perform.js';
import type { Transaction } from '../turns.js';
import { UserErrorCode } from '../user-error-code.js';
import type { Writer } from '../writer.js';
import { orderAmongSiblings } from './section-order.js';
import { changeSection, createSection, removeSection } from './sections.js';
import type { CreateSectionInput, DeleteSectionInput, UpdateSectionInput } from './vocabulary.inputs.js';
import type { DeleteSectionPayload, SectionPayload } from './vocabulary.type.js';
import { findNameErrors, findRow, slugOf } from './vocabulary-input.js';

/** What editors do with the section tree. Each write is done whole or, with its userErrors, not at all. */
export class SectionDesk {
  constructor(private readonly prisma: PrismaClient) {}

  create(writer: Writer, input: CreateSectionInput): Promise<SectionPayload> {
    return this.write(writer, 'createSection', input, async (tx) => {
      refuseErrors(input);
      const { id } = await createSection(tx, {
        slug: slugOf(input),
        name: input.name.trim(),
        description: input.description?.trim() || null,
        parentId: (await parentOf(tx, input.parent))?.id ?? null,
      });
      const section = await tx.section.findUniqueOrThrow({ where: { id } });
      if (input.position != null) await orderAmongSiblings(tx, section, input.position);
      return section;
    });
  }

  update(writer: Writer, input: UpdateSectionInput): Promise<SectionPayload> {
    return this.write(writer, 'updateSection', input, async (tx) => {
      const section = await findSection(tx, input.id);
      refuseErrors(input);
      const { name, slug, description, parent, position } = input;
      const facts = {
        slug: slug ?? section.slug,
        name: name?.trim() ?? section.name,
        description: description === undefined ? section.description : description?.trim() || null,
        parentId: parent === undefined ? section.parentId : ((await parentOf(tx, parent))?.id ?? null),
      };
      await changeSection(tx, section, facts, position ?? null);
      return { ...section, ...facts };
    });
  }

  delete(writer: Writer, input: DeleteSectionInput): Promise<DeleteSectionPayload> {
    const write = { writer, action: 'deleteSection', input };
    return perform<DeleteSectionPayload>(this.prisma, write, { deletedId: null }, async (tx) => {
      const section = await findSection(tx, input.id);
      await removeSection(tx, section);
      const { slug, name } = section;
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug, name } };
    });
  }

  private write(
    writer: Writer,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<Section>,
  ): Promise<SectionPayload> {
    const write = { writer, action, input };
    return perform<SectionPayload>(this.prisma, write, { sectionId: null }, async (tx) => {
      const { id, slug, name } = await change(tx);
      const payload = { sectionId: id, userErrors: [] };
      return { payload, target: toGlobalId('Section', id), outcome: { slug, name } };
    });
  }
}

function refuseErrors(input: CreateSectionInput | UpdateSectionInput): void {
  const errors = findNameErrors(input);
  errors.limit(['description'], input.description, LIMITS.description);
  if (input.position != null && input.position < 0)
    errors.complain(['position'], 'Counted from 0.', UserErrorCode.INVALID);
  errors.refuse();
}

function findSection(tx: Transaction, id: string): Promise<Section> {
  return findRow('Section', id, (number) => tx.section.findUnique({ where: { id: number } }));
}

async function parentOf(tx: Transaction, slug: string | null | undefined): Promise<Section | null> {
  if (slug == null) return null;
  const parent = await tx.section.findUnique({ where: { slug } });
  if (!parent) throw rejected(`There is no section ${slug}.`, UserErrorCode.NOT_FOUND, ['parent']);
  return parent;
}
