import { createHash } from 'node:crypto';
import type { Prisma, PrismaClient } from '../../database/generated/client.js';
import { idIn } from '../../shared/global-id.js';
import { ContentRejected, rejected } from './article-content.js';
import type { UserError } from './editing.type.js';
import { inTurn, type Transaction } from './turns.js';
import { UserErrorCode } from './user-error-code.js';
import type { Writer } from './writer.js';

/** A mutation by its name, with what it was given. */
export interface Write {
  writer: Writer;
  action: string;
  input: object;
}

/** What a write came to. */
export interface Performed<Payload> {
  payload: Payload;
  /** Global id of what was written to. */
  target: string;
  /** What the audit is to say of it. */
  outcome: Prisma.InputJsonObject;
}

/**
 * Runs a mutation in its turn and notes who did it: whole or, with its userErrors, not at all. A write that
 * came with an idempotency key is done once: a retry is answered with what the first came to. `refused` is the
 * payload of a write that was not done, but for the reasons.
 */
export async function perform<Payload extends { userErrors: UserError[] }>(
  prisma: PrismaClient,
  write: Write,
  refused: Omit<Payload, 'userErrors'>,
  change: (tx: Transaction) => Promise<Performed<Payload>>,
): Promise<Payload> {
  try {
    return await inTurn(prisma, async (tx) => {
      const earlier = await findAnswer(tx, write);
      if (earlier) return earlier as unknown as Payload;
      const performed = await change(tx);
      await note(tx, write, performed);
      return performed.payload;
    });
  } catch (error) {
    if (!(error instanceof ContentRejected)) throw error;
    await noteRefusal(prisma, write, error.userErrors);
    return { ...refused, userErrors: error.userErrors } as unknown as Payload;
  }
}

/** After the transaction, of which nothing is left: a key that tries in vain is to be seen too. */
async function noteRefusal(
  prisma: PrismaClient,
  { writer: { keyId, keyName }, action, input }: Write,
  userErrors: UserError[],
): Promise<void> {
  const outcome = { userErrors: userErrors.map(({ message, field, code }) => ({ message, field, code })) };
  await prisma.auditEntry.create({ data: { keyId, keyName, action, target: idIn(input), outcome } });
}

async function findAnswer(tx: Transaction, write: Write): Promise<Prisma.JsonValue> {
  const { keyId, idempotencyKey: token } = write.writer;
  if (token === null) return null;
  const earlier = await tx.idempotentAnswer.findUnique({ where: { keyId_token: { keyId, token } } });
  if (!earlier) return null;
  if (Buffer.compare(earlier.request, digest(write)) === 0) return earlier.answer;
  throw rejected(
    'This idempotency key came with another write before; use a new one.',
    UserErrorCode.CONFLICT,
  );
}

async function note(
  tx: Transaction,
  write: Write,
  { payload, target, outcome }: Performed<unknown>,
): Promise<void> {
  const { keyId, keyName, idempotencyKey: token } = write.writer;
  await tx.auditEntry.create({ data: { keyId, keyName, action: write.action, target, outcome } });
  if (token === null) return;
  const answer = JSON.parse(JSON.stringify(payload));
  await tx.idempotentAnswer.create({ data: { keyId, token, request: digest(write), answer } });
}

function digest({ action, input }: Write): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify([action, input]);
  return new Uint8Array(createHash('sha256').update(text).digest());
}
