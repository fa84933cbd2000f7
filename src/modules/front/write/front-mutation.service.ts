import { assertInputScope, type ForbiddenAttemptLog } from '../../../auth/auth-checker.js';
import { Prisma, type PrismaClient } from '../../../database/generated/client.js';
import type { Actor } from '../../../mutations/actor.js';
import { InputErrorCollector } from '../../../mutations/input-errors.js';
import type { PictureMeasurer } from '../../../mutations/picture-measurer.js';
import { runMutation } from '../../../mutations/run-mutation.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { toRobotsColumns } from '../../../shared/robots.js';
import type { ArticleConditionBuilder } from '../../article/filter/article-filter.sql.js';
import type {
  AddContainerInput,
  CardActionInput,
  ContainerActionInput,
  CreateFrontInput,
  FrontActionInput,
  FrontEditInput,
  FrontPlaceInput,
  FrontSettings,
  MoveCardInput,
  MoveContainerInput,
  PinCardInput,
  PublishFrontInput,
  RestoreFrontRevisionInput,
  SetContainerRuleInput,
  UpdateCardInput,
  UpdateContainerInput,
  UpdateFrontInput,
} from '../front.inputs.js';
import { type FrontContent, formatPartId, parsePartId } from '../front-content.js';
import type { DeleteFrontPayload, FrontPayload } from '../front-payload.type.js';
import { checkContent } from './check-content.js';
import {
  changeCard,
  changeContainer,
  findCard,
  findContainer,
  insertCard,
  insertContainer,
  removeCard,
  removeContainer,
} from './edit-content.js';
import { FrontInputReader } from './front-input-reader.js';
import { cancelFrontSchedule, publishOrSchedule } from './publish-front.js';
import {
  appendFrontChange,
  createFront,
  findFront,
  moveFront,
  type StoredFront,
  saveRevision,
} from './save-front.js';

type Conditions = Pick<ArticleConditionBuilder, 'build'>;

/** A mutation of a front. */
interface Call<Input> {
  actor: Actor;
  /** Name of the mutation. */
  action: string;
  input: Input;
  /** Checks the filters of rules. */
  conditions: Conditions;
}

/** Input that names containers and cards. The one that it adds is an object. */
interface PlacedInput extends FrontEditInput {
  container?: string | object;
  card?: string | object;
  place?: FrontPlaceInput | null;
}

/** Result of an edit of a front's content. */
interface Edited {
  content: FrontContent;
  /** Path of the value by which the front as a whole can become invalid; null for an input of all containers. */
  field: string[] | null;
  /** Path of the value by which the front can get too many cards, if it is another one. */
  sizeField?: string[];
  /** Stored ID of the container or card that was added. */
  added?: Pick<FrontPayload, 'containerId'> | Pick<FrontPayload, 'cardId'>;
}

/** What an edit does in its transaction before and after the revision is saved. */
interface EditSteps {
  prepare?(tx: Transaction, front: StoredFront): Promise<StoredFront>;
  complete?(tx: Transaction, saved: StoredFront): Promise<void>;
}

const EMPTY_CONTENT: FrontContent = {
  ...{ title: null, description: null, seoTitle: null, seoDescription: null, noindex: null, nofollow: null },
  containers: [],
};

const REFUSED = { frontId: null, revision: null, containerId: null, cardId: null };

/** Creates, edits, publishes and deletes fronts. Every edit is applied to the latest revision under the write lock. */
export class FrontMutationService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly forbidden: ForbiddenAttemptLog,
    private readonly pictures: PictureMeasurer,
  ) {}

  async create(call: Call<CreateFrontInput>): Promise<FrontPayload> {
    await this.assertMayPublish(call);
    return this.write(call, async (tx, reader, errors) => {
      const content = await readFront(EMPTY_CONTENT, call.input, reader);
      checkContent(content, errors, null);
      errors.throwIfAny();
      const front = await createFront(tx, { path: call.input.path, content }, call);
      await publishSaved(tx, front, call.input);
      return { front };
    });
  }

  async update(call: Call<UpdateFrontInput>): Promise<FrontPayload> {
    await this.assertMayPublish(call);
    return this.edit(
      call,
      async (content, input, reader) => ({ content: await readFront(content, input, reader), field: null }),
      {
        prepare: (tx, front) => this.move(tx, front, call),
        complete: (tx, front) => publishSaved(tx, front, call.input),
      },
    );
  }

  addContainer(call: Call<AddContainerInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input, reader) => {
      const container = await reader.readContainer(input.container, ['container']);
      return {
        content: insertContainer(content, container, input.place),
        field: ['container'],
        added: { containerId: container.id },
      };
    });
  }

  updateContainer(call: Call<UpdateContainerInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input, reader) => {
      const settings = reader.readSettings(input);
      return {
        content: changeContainer(content, input.container, (each) => ({ ...each, ...settings })),
        field: ['allowsRepeats'],
        sizeField: ['size'],
      };
    });
  }

  moveContainer(call: Call<MoveContainerInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input) => {
      const container = findContainer(content, input.container);
      const others = removeContainer(content, container.id);
      return { content: insertContainer(others, container, input.place), field: ['container'] };
    });
  }

  removeContainer(call: Call<ContainerActionInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input) => ({
      content: removeContainer(content, input.container),
      field: ['container'],
    }));
  }

  setContainerRule(call: Call<SetContainerRuleInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input, reader) => {
      const rule = await reader.readRule(input.rule ?? null, ['rule']);
      return {
        content: changeContainer(content, input.container, (each) => ({ ...each, rule })),
        field: ['rule'],
      };
    });
  }

  pinCard(call: Call<PinCardInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input, reader) => {
      const [card] = await reader.readCard(input.card, ['card']);
      findContainer(content, input.container);
      if (!card) return { content, field: ['card'] }; // the reader has collected the error
      return {
        content: insertCard(content, input.container, card, input.place),
        field: ['card', 'article'],
        added: { cardId: card.id },
      };
    });
  }

  updateCard(call: Call<UpdateCardInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input, reader) => ({
      content: changeCard(content, input.card, await reader.readCardSettings(input)),
      field: ['sublinks'],
    }));
  }

  moveCard(call: Call<MoveCardInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input) => {
      const card = findCard(content, input.card);
      const others = removeCard(content, card.id);
      return { content: insertCard(others, input.container, card, input.place), field: ['container'] };
    });
  }

  removeCard(call: Call<CardActionInput>): Promise<FrontPayload> {
    return this.edit(call, async (content, input) => ({
      content: removeCard(content, input.card),
      field: ['card'],
    }));
  }

  restoreRevision(call: Call<RestoreFrontRevisionInput>): Promise<FrontPayload> {
    return this.write(call, async (tx) => {
      const front = await findFront(tx, call.input.id);
      const frontId_number = { frontId: front.id, number: call.input.revision };
      const revision = await tx.frontRevision.findUnique({ where: { frontId_number } });
      if (!revision) {
        const message = `Revision ${call.input.revision} was not found.`;
        throw createUserErrorException(message, UserErrorCode.NOT_FOUND, ['revision']);
      }
      return { front: await saveRevision(tx, front, revision.content as unknown as FrontContent, call) };
    });
  }

  publish(call: Call<PublishFrontInput>): Promise<FrontPayload> {
    return this.write(call, async (tx) => {
      const front = await findFront(tx, call.input.id);
      await publishOrSchedule(tx, front, call.input);
      return { front };
    });
  }

  cancelSchedule(call: Call<FrontActionInput>): Promise<FrontPayload> {
    return this.write(call, async (tx) => {
      const front = await findFront(tx, call.input.id);
      if (!front.scheduledFor)
        throw createUserErrorException('The front is not scheduled.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelFrontSchedule(tx, front.id);
      return { front };
    });
  }

  unpublish(call: Call<FrontActionInput>): Promise<FrontPayload> {
    return this.write(call, async (tx) => {
      const front = await findFront(tx, call.input.id);
      const { id, path, published } = front;
      if (!published)
        throw createUserErrorException('The front is not published.', UserErrorCode.NOT_ALLOWED, ['id']);
      await cancelFrontSchedule(tx, id);
      const data = { published: Prisma.DbNull, publishedRevision: null, publishedAt: null };
      await tx.front.update({ where: { id }, data });
      await appendFrontChange(tx, 'UNPUBLISHED', { id, before: path, after: null });
      return { front };
    });
  }

  delete({ actor, action, input }: Call<FrontActionInput>): Promise<DeleteFrontPayload> {
    return runMutation<DeleteFrontPayload>(
      this.prisma,
      { actor, action, input },
      { deletedId: null },
      async (tx) => {
        const { id, path, published } = await findFront(tx, input.id);
        await cancelFrontSchedule(tx, id);
        await tx.front.delete({ where: { id } });
        if (published) await appendFrontChange(tx, 'DELETED', { id, before: path, after: null });
        const payload = { deletedId: input.id, userErrors: [] };
        return { payload, target: input.id, outcome: { path } };
      },
    );
  }

  /** Moves a front, if the input says so. A published one moves for readers too, which needs another scope. */
  private async move(
    tx: Transaction,
    front: StoredFront,
    { actor, action, input }: Call<UpdateFrontInput>,
  ): Promise<StoredFront> {
    if (input.path == null || input.path === front.path) return front;
    if (front.published) await assertInputScope(this.forbidden, actor, { action, input }, 'publish');
    return moveFront(tx, front, input.path);
  }

  private async assertMayPublish({ actor, action, input }: Call<FrontSettings>): Promise<void> {
    if (input.publish) await assertInputScope(this.forbidden, actor, { action, input }, 'publish');
  }

  /** Runs an edit of the latest revision, and saves its result as another one. */
  private edit<Input extends PlacedInput>(
    call: Call<Input>,
    change: (content: FrontContent, input: Input, reader: FrontInputReader) => Promise<Edited>,
    { prepare, complete }: EditSteps = {},
  ): Promise<FrontPayload> {
    return this.write(call, async (tx, reader, errors) => {
      const { id, expectedRevision } = call.input;
      const front = await findFront(tx, id);
      assertRevision(front, expectedRevision ?? null);
      const input = toStoredIds(call.input, front.id);
      const { content, field, sizeField, added } = await change(front.content, input, reader);
      checkContent(content, errors, field, sizeField);
      errors.throwIfAny();
      const prepared = prepare ? await prepare(tx, front) : front;
      const saved = await saveRevision(tx, prepared, content, call);
      await complete?.(tx, saved);
      return { front: saved, ...added };
    });
  }

  private async write<Input extends object>(
    { actor, action, input, conditions }: Call<Input>,
    change: (
      tx: Transaction,
      reader: FrontInputReader,
      errors: InputErrorCollector,
    ) => Promise<{ front: StoredFront } & Partial<FrontPayload>>,
  ): Promise<FrontPayload> {
    let unmeasured: string[] = [];
    const payload = await runMutation<FrontPayload>(
      this.prisma,
      { actor, action, input },
      REFUSED,
      async (tx) => {
        const errors = new InputErrorCollector();
        const reader = new FrontInputReader(tx, errors, conditions);
        const { front, ...added } = await change(tx, reader, errors);
        unmeasured = await this.pictures.schedule(tx, reader.pictureUrls);
        const { id, revision, path } = front;
        const { containerId = null, cardId = null } = added;
        return {
          payload: {
            ...{ frontId: id, revision, userErrors: [] },
            containerId: containerId && formatPartId(id, containerId),
            cardId: cardId && formatPartId(id, cardId),
          },
          target: toGlobalId('Front', id),
          outcome: { path, revision },
        };
      },
    );
    await this.pictures.measure(unmeasured);
    return payload;
  }
}

/** Publishes a saved front, if the input says so. Errors name the fields of `publish`. */
async function publishSaved(tx: Transaction, front: StoredFront, { publish }: FrontSettings): Promise<void> {
  if (!publish) return;
  await publishOrSchedule(tx, front, publish).catch((error: unknown) => {
    throw error instanceof UserErrorException ? error.within('publish') : error;
  });
}

/** Returns an input with the stored IDs of the container and card that it names, and of those at its place. */
function toStoredIds<Input extends PlacedInput>(input: Input, frontId: number): Input {
  const { container, card, place } = input;
  return {
    ...input,
    ...(typeof container === 'string' && { container: parsePartId(frontId, container) }),
    ...(typeof card === 'string' && { card: parsePartId(frontId, card) }),
    ...(place && { place: toStoredPlace(frontId, place) }),
  };
}

function toStoredPlace(frontId: number, { before, after }: FrontPlaceInput): FrontPlaceInput {
  return {
    ...(before !== undefined && { before: parsePartId(frontId, before) }),
    ...(after !== undefined && { after: parsePartId(frontId, after) }),
  };
}

/** Returns the content with an input applied. */
async function readFront(
  content: FrontContent,
  input: FrontSettings,
  reader: FrontInputReader,
): Promise<FrontContent> {
  const { robots, containers } = input;
  return {
    ...content,
    ...reader.readTexts(input),
    ...toRobotsColumns(robots),
    ...(containers !== undefined && {
      containers: await reader.readContainers(containers ?? [], ['containers']),
    }),
  };
}

function assertRevision({ revision }: StoredFront, expected: number | null): void {
  if (expected === null || expected === revision) return;
  const message = `The front is at revision ${revision}, not ${expected}: it was changed in the meantime. Load it again.`;
  throw createUserErrorException(message, UserErrorCode.CONFLICT, ['expectedRevision']);
}
