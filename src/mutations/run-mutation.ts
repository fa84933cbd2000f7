import { createHash } from 'node:crypto';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import { getInputId } from '../shared/references/global-id.js';
import type { Actor } from './actor.js';
import type { UserError } from './mutation.type.js';
import { UserErrorCode } from './user-error-code.js';
import { createUserErrorException, UserErrorException } from './user-error-exception.js';
import { type Transaction, withWriteLock } from './write-lock.js';

/** Mutation name, input and actor. */
export interface MutationCall {
  actor: Actor;
  action: string;
  input: object;
}

/** Result of a successful write. */
export interface MutationResult<Payload> {
  payload: Payload;
  /** Payload returned to a repeated request; differs from `payload` if that has a secret, which is not stored. */
  storedPayload?: Payload;
  /** Global ID of the written node; null for other objects. */
  target: string | null;
  /** Outcome stored in the audit entry. */
  outcome: Prisma.InputJsonObject;
}

/**
 * Runs a mutation under the write lock and records an audit entry. It either commits as a whole or returns
 * `userErrors` and changes nothing.
 *
 * A call that repeats an idempotency key returns the stored payload of the first call. `refused` is the
 * payload returned on failure, without `userErrors`.
 */
export async function runMutation<Payload extends { userErrors: UserError[] }>(
  prisma: PrismaClient,
  call: MutationCall,
  refused: Omit<Payload, 'userErrors'>,
  change: (tx: Transaction) => Promise<MutationResult<Payload>>,
): Promise<Payload> {
  try {
    const { payload, target } = await withWriteLock(
      prisma,
      async (tx) => {
        const previousPayload = await findIdempotentPayload(tx, call);
        if (previousPayload) return { payload: previousPayload as unknown as Payload, target: null };
        const result = await change(tx);
        await recordResult(tx, call, result);
        return result;
      },
      call.actor.keyId,
    );
    call.actor.onSaved?.(target);
    return payload;
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    await recordRefusal(prisma, call, error.userErrors);
    return { ...refused, userErrors: error.userErrors } as unknown as Payload;
  }
}

/**
 * Records a refused write outside the transaction, which was rolled back, so that failed attempts are audited
 * too.
 */
async function recordRefusal(
  prisma: PrismaClient,
  { actor: { keyId, keyName }, action, input }: MutationCall,
  userErrors: UserError[],
): Promise<void> {
  const outcome = { userErrors: userErrors.map(({ message, field, code }) => ({ message, field, code })) };
  await prisma.auditEntry.create({ data: { keyId, keyName, action, target: getInputId(input), outcome } });
}

async function findIdempotentPayload(tx: Transaction, call: MutationCall): Promise<Prisma.JsonValue> {
  const { keyId, idempotencyKey: token } = call.actor;
  if (token === null) return null;
  const previous = await tx.idempotentAnswer.findUnique({ where: { keyId_token: { keyId, token } } });
  if (!previous) return null;
  if (Buffer.compare(previous.request, computeRequestDigest(call)) === 0) return previous.answer;
  throw createUserErrorException(
    'This idempotency key was already used for another write. Use a new key.',
    UserErrorCode.CONFLICT,
  );
}

async function recordResult(
  tx: Transaction,
  call: MutationCall,
  { payload, storedPayload = payload, target, outcome }: MutationResult<unknown>,
): Promise<void> {
  const { keyId, keyName, idempotencyKey: token } = call.actor;
  await tx.auditEntry.create({ data: { keyId, keyName, action: call.action, target, outcome } });
  if (token === null) return;
  const answer = JSON.parse(JSON.stringify(storedPayload));
  await tx.idempotentAnswer.create({ data: { keyId, token, request: computeRequestDigest(call), answer } });
}

function computeRequestDigest({ action, input }: MutationCall): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify([action, input]);
  return new Uint8Array(createHash('sha256').update(text).digest());
}
