import type { Author, PrismaClient } from '../../../database/generated/client.js';
import { toGlobalId } from '../../../shared/global-id.js';
import type { ImageInput } from '../editing.inputs.js';
import { LIMITS } from '../input-errors.js';
import { perform } from '../perform.js';
import type { Transaction } from '../turns.js';
import { imageContent } from '../validate.js';
import type { Writer } from '../writer.js';
import { type AuthorFacts, changeAuthor, createAuthor, removeAuthor } from './authors.js';
import { findOrCreateImage } from './find-or-create.js';
import type { CreateAuthorInput, DeleteAuthorInput, UpdateAuthorInput } from './vocabulary.inputs.js';
import type { AuthorPayload, DeleteAuthorPayload } from './vocabulary.type.js';
import { findNameErrors, findRow, slugOf } from './vocabulary-input.js';

/** What editors do with authors. Each write is done whole or, with its userErrors, not at all. */
export class AuthorDesk {
  constructor(private readonly prisma: PrismaClient) {}

  create(writer: Writer, input: CreateAuthorInput): Promise<AuthorPayload> {
    return this.write(writer, 'createAuthor', input, async (tx) => {
      refuseErrors(input);
      const facts = {
        slug: slugOf(input),
        name: input.name.trim(),
        bio: input.bio?.trim() || null,
        imageId: await imageIdOf(tx, input.image),
      };
      return { id: await createAuthor(tx, facts), facts };
    });
  }

  update(writer: Writer, input: UpdateAuthorInput): Promise<AuthorPayload> {
    return this.write(writer, 'updateAuthor', input, async (tx) => {
      const author = await findAuthor(tx, input.id);
      refuseErrors(input);
      const { name, slug, bio, image } = input;
      const facts = {
        slug: slug ?? author.slug,
        name: name?.trim() ?? author.name,
        bio: bio === undefined ? author.bio : bio?.trim() || null,
        imageId: image === undefined ? author.imageId : await imageIdOf(tx, image),
      };
      await changeAuthor(tx, author, facts);
      return { id: author.id, facts };
    });
  }

  delete(writer: Writer, input: DeleteAuthorInput): Promise<DeleteAuthorPayload> {
    const write = { writer, action: 'deleteAuthor', input };
    return perform<DeleteAuthorPayload>(this.prisma, write, { deletedId: null }, async (tx) => {
      const author = await findAuthor(tx, input.id);
      await removeAuthor(tx, author);
      const { slug, name } = author;
      const payload = { deletedId: input.id, userErrors: [] };
      return { payload, target: input.id, outcome: { slug, name } };
    });
  }

  private write(
    writer: Writer,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; facts: AuthorFacts }>,
  ): Promise<AuthorPayload> {
    return perform<AuthorPayload>(this.prisma, { writer, action, input }, { authorId: null }, async (tx) => {
      const { id, facts } = await change(tx);
      const { slug, name } = facts;
      const payload = { authorId: id, userErrors: [] };
      return { payload, target: toGlobalId('Author', id), outcome: { slug, name } };
    });
  }
}

function refuseErrors(input: CreateAuthorInput | UpdateAuthorInput): void {
  const errors = findNameErrors(input);
  errors.limit(['bio'], input.bio, LIMITS.bio);
  if (input.image) errors.image(input.image);
  errors.refuse();
}

function findAuthor(tx: Transaction, id: string): Promise<Author> {
  return findRow('Author', id, (number) => tx.author.findUnique({ where: { id: number } }));
}

async function imageIdOf(tx: Transaction, image: ImageInput | null | undefined): Promise<number | null> {
  return image ? findOrCreateImage(tx, imageContent(image)) : null;
}
