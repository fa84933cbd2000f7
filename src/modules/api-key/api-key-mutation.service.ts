import {
  ApiKeyService,
  type ApiKeySummary,
  type CreatedApiKey,
  InvalidApiKeyRequestError,
  type KeyRestrictions,
} from '../../auth/api-keys.service.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { createTableSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type {
  ApiKeysArgs,
  CreateApiKeyInput,
  CreateApiKeyPayload,
  RevokeApiKeyInput,
  RevokeApiKeyPayload,
  UpdateApiKeyInput,
  UpdateApiKeyPayload,
} from './api-key.inputs.js';
import { API_KEY_LIST } from './api-key-list.js';
import { findAuthorId, parseLimits } from './parse-limits.js';

/** Lists, creates and revokes API keys for administrators. The command line calls ApiKeyService itself. */
export class ApiKeyMutationService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Returns a page of keys. Throws BadUserInputError if the arguments are out of range. */
  list(args: ApiKeysArgs): Promise<ConnectionPage<ApiKeySummary>> {
    return readPage(API_KEY_LIST, args, createTableSource(this.prisma));
  }

  create(actor: Actor, input: CreateApiKeyInput): Promise<CreateApiKeyPayload> {
    const call = { actor, action: 'createApiKey', input };
    const refused = { apiKey: null, secret: null };
    return runMutation<CreateApiKeyPayload>(this.prisma, call, refused, async (tx) => {
      const { secret, row } = await createKey(tx, input);
      const payload = { apiKey: row, secret, userErrors: [] };
      const { name, prefix, scopes, expiresAt } = row;
      return {
        payload,
        storedPayload: { ...payload, secret: null },
        target: toGlobalId('ApiKey', row.id),
        outcome: { name, prefix, scopes, expiresAt: expiresAt?.toISOString() ?? null },
      };
    });
  }

  update(actor: Actor, input: UpdateApiKeyInput): Promise<UpdateApiKeyPayload> {
    const call = { actor, action: 'updateApiKey', input };
    return runMutation<UpdateApiKeyPayload>(this.prisma, call, { apiKey: null }, async (tx) => {
      const { id, prefix } = await findKey(tx, input.id);
      const restrictions = await parseRestrictions(tx, input);
      const apiKey = await new ApiKeyService(tx).update(id, restrictions);
      const outcome = { prefix, ...JSON.parse(JSON.stringify(restrictions)) };
      return { payload: { apiKey, userErrors: [] }, target: input.id, outcome };
    });
  }

  revoke(actor: Actor, input: RevokeApiKeyInput): Promise<RevokeApiKeyPayload> {
    const call = { actor, action: 'revokeApiKey', input };
    return runMutation<RevokeApiKeyPayload>(this.prisma, call, { apiKey: null }, async (tx) => {
      const key = await findKey(tx, input.id);
      if (key.revokedAt) {
        const message = `The key ${key.prefix} was revoked already.`;
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
      }
      if (await isLastAdminKey(tx, key)) {
        throw createUserErrorException(
          `${key.prefix} is the last API key with the scope admin. Create another one first.`,
          UserErrorCode.NOT_ALLOWED,
          ['id'],
        );
      }
      await new ApiKeyService(tx).revoke(key.prefix);
      const { name, prefix } = key;
      const payload = { apiKey: { ...key, revokedAt: new Date() }, userErrors: [] };
      return { payload, target: input.id, outcome: { name, prefix } };
    });
  }
}

/** Finds the sections and the author of an input. Throws UserErrorException. */
async function parseRestrictions(
  tx: Transaction,
  { limits, author }: Pick<UpdateApiKeyInput, 'limits' | 'author'>,
): Promise<KeyRestrictions> {
  return {
    limits: limits && (await parseLimits(tx, limits)),
    authorId: author == null ? author : await findAuthorId(tx, author),
  };
}

async function createKey(tx: Transaction, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  const restrictions = await parseRestrictions(tx, input);
  try {
    return await new ApiKeyService(tx).create(
      input.name,
      input.scopes,
      input.expiresAt ?? null,
      restrictions,
    );
  } catch (error) {
    if (!(error instanceof InvalidApiKeyRequestError)) throw error;
    throw createUserErrorException(error.message, UserErrorCode.INVALID, [error.field]);
  }
}

function findKey(tx: Transaction, globalId: string): Promise<ApiKeySummary> {
  const find = (id: number) => tx.apiKey.findUnique({ where: { id }, omit: { hash: true } });
  return findByGlobalId('ApiKey', globalId, find, 'API key');
}

/** Returns true if no other API key has the scope `admin`. Identities do not count: their provider may remove them. */
async function isLastAdminKey(tx: Transaction, { id, issuer, scopes }: ApiKeySummary): Promise<boolean> {
  if (issuer !== null || !scopes.includes('admin')) return false;
  const others = await tx.apiKey.count({
    where: {
      id: { not: id },
      issuer: null,
      revokedAt: null,
      scopes: { has: 'admin' },
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
    },
  });
  return others === 0;
}
