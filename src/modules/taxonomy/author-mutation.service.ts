import type { Author, PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { LIMITS } from '../../mutations/input-errors.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/global-id.js';
import type { ImageInput } from '../editing/editing.inputs.js';
import { toImageContent } from '../editing/validate-article-input.js';
import type { CreateAuthorInput, DeleteAuthorInput, UpdateAuthorInput } from './taxonomy.inputs.js';
import type { AuthorPayload, DeleteAuthorPayload } from './taxonomy.type.js';
import { findRow, resolveSlug, validateName } from './taxonomy-input.js';
import { type AuthorData, changeAuthor, createAuthor, removeAuthor } from './write/authors.js';
import { findOrCreateImage } from './write/find-or-create.js';

/** What editors do with authors. Each write is done whole or, with its userErrors, not at all. */
export class AuthorService {
  constructor(private readonly prisma: PrismaClient) {}

  create(actor: Actor, input: CreateAuthorInput): Promise<AuthorPayload> {
    return this.execute(actor, 'createAuthor', input, async (tx) => {
      assertValidInput(input);
      const facts = {
        slug: resolveSlug(input),
        name: input.name.trim(),
        bio: input.bio?.trim() || null,
        imageId: await findOrCreateImageId(tx, input.image),
      };
      return { id: await createAuthor(tx, facts), facts };
    });
  }

  update(actor: Actor, input: UpdateAuthorInput): Promise<AuthorPayload> {
    return this.execute(actor, 'updateAuthor', input, async (tx) => {
      const author = await findAuthor(tx, input.id);
      assertValidInput(input);
      const { name, slug, bio, image } = input;
      const facts = {
        slug: slug ?? author.slug,
        name: name?.trim() ?? author.name,
        bio: bio === undefined ? author.bio : bio?.trim() || null,
        imageId: image === undefined ? author.imageId : await findOrCreateImageId(tx, image),
      };
      await changeAuthor(tx, author, facts);
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

function assertValidInput(input: CreateAuthorInput | UpdateAuthorInput): void {
  const errors = validateName(input);
  errors.checkLength(['bio'], input.bio, LIMITS.bio);
  if (input.image) errors.checkImage(input.image);
  errors.throwIfAny();
}

function findAuthor(tx: Transaction, id: string): Promise<Author> {
  return findRow('Author', id, (number) => tx.author.findUnique({ where: { id: number } }));
}

async function findOrCreateImageId(
  tx: Transaction,
  image: ImageInput | null | undefined,
): Promise<number | null> {
  return image ? findOrCreateImage(tx, toImageContent(image)) : null;
}
