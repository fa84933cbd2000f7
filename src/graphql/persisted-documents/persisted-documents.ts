import { readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** A manifest that cannot be used; the message says what to do. */
export class ManifestError extends UserFacingError {
  override name = 'ManifestError';
}

/** Which documents clients may send, or be asked to send: by themselves too, or nothing else. */
export type TrustMode = 'none' | 'also' | 'only';

/** The documents that a site's front ends were built with, by the hash or id under which they ask for them. */
export class TrustedDocuments {
  private readonly byHash: ReadonlyMap<string, string>;
  private readonly texts: Set<string>;

  constructor(
    documents: [id: string, text: string][],
    /** Whether no other document is answered. */
    readonly isExclusive: boolean,
  ) {
    this.byHash = new Map(documents.map(([id, text]) => [stripAlgorithm(id), text]));
    this.texts = new Set(this.byHash.values());
  }

  /** With the name of the algorithm before it or without. */
  find(id: unknown): string | undefined {
    return typeof id === 'string' ? this.byHash.get(stripAlgorithm(id)) : undefined;
  }

  canRun(text: string): boolean {
    return !this.isExclusive || this.texts.has(text);
  }
}

/** graphql-codegen writes `sha256:` before a hash since its client preset 6, as documentId has it; clients send both. */
export function stripAlgorithm(id: string): string {
  return id.replace(/^sha256:/, '');
}

/** Reads a manifest, unless no document is trusted more than others. Throws ManifestError. */
export async function readTrustedDocuments(trust: TrustMode, file: string): Promise<TrustedDocuments> {
  const documents = trust === 'none' ? [] : await readManifest(file);
  for (const [id, text] of documents) assertParsable(id, text, file);
  return new TrustedDocuments(documents, trust === 'only');
}

async function readManifest(file: string): Promise<[id: string, text: string][]> {
  const manifest = await readJson(file);
  const documents = isApolloManifest(manifest)
    ? manifest.operations.map(({ id, body }) => [id, body])
    : Object.entries(manifest);
  if (documents.length > 0 && documents.every((pair) => pair.every((part) => typeof part === 'string'))) {
    return documents as [string, string][];
  }
  throw new ManifestError(
    `${file} has no documents by their hash. Make it with graphql-codegen's client preset (persistedDocuments), Relay's compiler (persistConfig) or Apollo's generate-persisted-query-manifest.`,
  );
}

function assertParsable(id: string, text: string, file: string): void {
  try {
    parse(text, { noLocation: true });
  } catch (error) {
    throw new ManifestError(`In ${file}, what stands under ${id} is no GraphQL: ${(error as Error).message}`);
  }
}

async function readJson(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Object(value);
  } catch (error) {
    throw new ManifestError(
      `The trusted documents cannot be read: ${(error as Error).message}. TRUSTED_DOCUMENTS_FILE says where they are.`,
    );
  }
}

/** https://www.apollographql.com/docs/react/data/persisted-queries#1-generate-operation-manifests */
function isApolloManifest(manifest: object): manifest is { operations: { id: unknown; body: unknown }[] } {
  const { format, operations } = manifest as { format?: unknown; operations?: unknown };
  return format === 'apollo-persisted-query-manifest' && Array.isArray(operations);
}
