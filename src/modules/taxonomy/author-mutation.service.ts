import type { Author, PrismaClient } from '../../database/generated/client.js';
import type { FieldSet } from '../../fields/field.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { parseTaxonomyFields, saveTaxonomyFields } from '../own-fields/taxonomy-fields.js';
import type { CreateAuthorInput, DeleteAuthorInput, UpdateAuthorInput } from './taxonomy.inputs.js';
import type { AuthorPayload, DeleteAuthorPayload } from './taxonomy.type.js';
import { resolveImageId, resolveSlug, validateName } from './taxonomy-input.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';
import { type AuthorData, changeAuthor, createAuthor, removeAuthor } from './write/authors.js';

/**
 * Creates, updates and deletes authors. Each mutation is applied entirely or, with userErrors, not at all.
 */
export class AuthorService {
  constructor(
    private readonly prisma: PrismaClient,
    /** The site's own fields of authors. */
    private readonly fields: FieldSet = {},
  ) {}

  create(actor: Actor, input: CreateAuthorInput): Promise<AuthorPayload> {
    return this.execute(actor, 'createAuthor', input, async (tx) => {
      const values = await this.parseInput(tx, input, {});
      const facts = {
        slug: resolveSlug(input),
        name: input.name.trim(),
        bio: input.bio?.trim() || null,
        imageId: await resolveImageId(tx, input),
      };
      const id = await createAuthor(tx, facts);
      await saveTaxonomyFields(tx, 'author', id, values);
      return { id, facts };
    });
  }

  update(actor: Actor, input: UpdateAuthorInput): Promise<AuthorPayload> {
    return this.execute(actor, 'updateAuthor', input, async (tx) => {
      const author = await findAuthor(tx, input.id);
      const values = await this.parseInput(tx, input, author.fields);
      const { name, slug, bio } = input;
      const facts = {
        slug: slug ?? author.slug,
        name: name?.trim() ?? author.name,
        bio: bio === undefined ? author.bio : bio?.trim() || null,
        imageId: await resolveImageId(tx, input, author.imageId),
      };
      await changeAuthor(tx, author, facts);
      await saveTaxonomyFields(tx, 'author', author.id, values);
      return { id: author.id, facts };
    });
  }

  delete(actor: Actor, input: DeleteAuthorInput): Promise<DeleteAuthorPayload> {
    const call = { actor, action: 'deleteAuthor', input };
    return runMutation<DeleteAuthorPayload>(this.prisma, call, { deletedId: null }, async (tx) => {
      const author = await findAuthor(tx, input.id);
      await removeAuthor(tx, author);
      const { slug, name } = author;
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug, name } };
    });
  }

  /** Returns the own fields with the input applied. Throws UserErrorException with every error of the input. */
  private async parseInput(
    tx: Transaction,
    input: CreateAuthorInput | UpdateAuthorInput,
    current: unknown,
  ): Promise<OwnValues | null> {
    const errors = validateName(input);
    errors.checkLength(['bio'], input.bio, TAXONOMY_LIMITS.bio);
    if (input.image) errors.checkImage(input.image);
    const values = await parseTaxonomyFields(tx, this.fields, current, input.fields, errors);
    errors.throwIfAny();
    return values;
  }

  private execute(
    actor: Actor,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; facts: AuthorData }>,
  ): Promise<AuthorPayload> {
    return runMutation<AuthorPayload>(
      this.prisma,
      { actor, action, input },
      { authorId: null },
      async (tx) => {
        const { id, facts } = await change(tx);
        const { slug, name } = facts;
        const payload = { authorId: id, userErrors: [] };
        return { payload, target: toGlobalId('Author', id), outcome: { slug, name } };
      },
    );
  }
}

function findAuthor(tx: Transaction, id: string): Promise<Author> {
  return findByGlobalId('Author', id, (number) => tx.author.findUnique({ where: { id: number } }));
}
