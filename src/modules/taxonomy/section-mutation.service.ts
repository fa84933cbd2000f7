import type { PrismaClient, Section } from '../../database/generated/client.js';
import type { FieldSet } from '../../fields/field.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { parseTaxonomyFields, saveTaxonomyFields } from '../own-fields/taxonomy-fields.js';
import type { CreateSectionInput, DeleteSectionInput, UpdateSectionInput } from './taxonomy.inputs.js';
import type { DeleteSectionPayload, SectionPayload } from './taxonomy.type.js';
import { findReferenced, resolveImageId, resolveSlug, validateName } from './taxonomy-input.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';
import { moveAmongSiblings } from './write/section-order.js';
import { changeSection, createSection, removeSection } from './write/sections.js';

/**
 * Creates, updates, moves and deletes sections. Each mutation is applied entirely or, with userErrors, not at
 * all.
 */
export class SectionService {
  constructor(
    private readonly prisma: PrismaClient,
    /** The site's own fields of sections. */
    private readonly fields: FieldSet = {},
  ) {}

  create(actor: Actor, input: CreateSectionInput): Promise<SectionPayload> {
    return this.execute(actor, 'createSection', input, async (tx) => {
      const values = await this.parseInput(tx, input, {});
      const { id } = await createSection(tx, {
        slug: resolveSlug(input),
        name: input.name.trim(),
        description: input.description?.trim() || null,
        parentId: (await findParent(tx, input.parent))?.id ?? null,
        imageId: await resolveImageId(tx, input),
      });
      await saveTaxonomyFields(tx, 'section', id, values);
      const section = await tx.section.findUniqueOrThrow({ where: { id } });
      if (input.position != null) await moveAmongSiblings(tx, section, input.position);
      return section;
    });
  }

  update(actor: Actor, input: UpdateSectionInput): Promise<SectionPayload> {
    return this.execute(actor, 'updateSection', input, async (tx) => {
      const section = await findSection(tx, input.id);
      const values = await this.parseInput(tx, input, section.fields);
      const { name, slug, description, parent, position } = input;
      const facts = {
        slug: slug ?? section.slug,
        name: name?.trim() ?? section.name,
        description: description === undefined ? section.description : description?.trim() || null,
        parentId: parent === undefined ? section.parentId : ((await findParent(tx, parent))?.id ?? null),
        imageId: await resolveImageId(tx, input, section.imageId),
      };
      await changeSection(tx, section, facts, position ?? null);
      await saveTaxonomyFields(tx, 'section', section.id, values);
      return { ...section, ...facts };
    });
  }

  delete(actor: Actor, input: DeleteSectionInput): Promise<DeleteSectionPayload> {
    const call = { actor, action: 'deleteSection', input };
    return runMutation<DeleteSectionPayload>(this.prisma, call, { deletedId: null }, async (tx) => {
      const section = await findSection(tx, input.id);
      await removeSection(tx, section);
      const { slug, name } = section;
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug, name } };
    });
  }

  /** Returns the own fields with the input applied. Throws UserErrorException with every error of the input. */
  private async parseInput(
    tx: Transaction,
    input: CreateSectionInput | UpdateSectionInput,
    current: unknown,
  ): Promise<OwnValues | null> {
    const errors = validateName(input);
    errors.checkLength(['description'], input.description, TAXONOMY_LIMITS.description);
    if (input.image) errors.checkImage(input.image);
    if (input.position != null && input.position < 0)
      errors.add(['position'], 'The position must be 0 or greater.', UserErrorCode.INVALID);
    const values = await parseTaxonomyFields(tx, this.fields, current, input.fields, errors);
    errors.throwIfAny();
    return values;
  }

  private execute(
    actor: Actor,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<Section>,
  ): Promise<SectionPayload> {
    const call = { actor, action, input };
    return runMutation<SectionPayload>(this.prisma, call, { sectionId: null }, async (tx) => {
      const { id, slug, name } = await change(tx);
      const payload = { sectionId: id, userErrors: [] };
      return { payload, target: toGlobalId('Section', id), outcome: { slug, name } };
    });
  }
}

function findSection(tx: Transaction, id: string): Promise<Section> {
  return findByGlobalId('Section', id, (number) => tx.section.findUnique({ where: { id: number } }));
}

async function findParent(tx: Transaction, parent: string | null | undefined): Promise<Section | null> {
  return parent == null
    ? null
    : findReferenced('Section', parent, (where) => tx.section.findUnique({ where }), ['parent']);
}
