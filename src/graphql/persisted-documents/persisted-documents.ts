import { readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

/** Thrown for an invalid manifest; the message names the remedy. */
class ManifestError extends UserFacingError {
  override name = 'ManifestError';
}

/** Use of the manifest: `none`, in addition to other documents (`also`), or `only` its documents. */
export type TrustMode = 'none' | 'also' | 'only';

/** The documents of a site's front ends, by hash or ID. */
export class TrustedDocuments {
  private readonly byHash: ReadonlyMap<string, string>;
  private readonly texts: Set<string>;

  constructor(
    documents: [id: string, text: string][],
    /** True if all other documents are refused. */
    readonly isExclusive: boolean,
  ) {
    this.byHash = new Map(documents.map(([id, text]) => [stripAlgorithm(id), text]));
    this.texts = new Set(this.byHash.values());
  }

  /** Returns the document of a hash or ID, with or without the prefix `sha256:`. */
  find(id: unknown): string | undefined {
    return typeof id === 'string' ? this.byHash.get(stripAlgorithm(id)) : undefined;
  }

  /** Lists the texts of all documents. */
  list(): string[] {
    return [...this.texts];
  }

  canRun(text: string): boolean {
    return !this.isExclusive || this.texts.has(text);
  }
}

/**
 * Removes the prefix `sha256:`, which graphql-codegen writes since its client preset 6 and documentId has.
 * Clients send both forms.
 */
export function stripAlgorithm(id: string): string {
  return id.replace(/^sha256:/, '');
}

/** Reads the manifest, unless the mode is `none`. Throws ManifestError. */
export async function readTrustedDocuments(trust: TrustMode, file: string): Promise<TrustedDocuments> {
  const documents = trust === 'none' ? [] : await readManifest(file);
  return new TrustedDocuments(documents, trust === 'only');
}

/** Reads a manifest: the documents with their IDs. Throws ManifestError. */
export async function readManifest(file: string): Promise<[id: string, text: string][]> {
  const manifest = await readJson(file);
  const documents = isApolloManifest(manifest)
    ? manifest.operations.map(({ id, body }) => [id, body])
    : Object.entries(manifest);
  if (documents.length > 0 && documents.every((pair) => pair.every((part) => typeof part === 'string'))) {
    for (const [id, text] of documents as [string, string][]) assertParsable(id, text, file);
    return documents as [string, string][];
  }
  throw new ManifestError(
    `${file} is not a manifest of documents by hash. Create it with graphql-codegen's client preset (persistedDocuments), Relay's compiler (persistConfig) or Apollo's generate-persisted-query-manifest.`,
  );
}

function assertParsable(id: string, text: string, file: string): void {
  try {
    parse(text, { noLocation: true });
  } catch (error) {
    throw new ManifestError(
      `The document ${id} in ${file} is not valid GraphQL: ${(error as Error).message}`,
    );
  }
}

async function readJson(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Object(value);
  } catch (error) {
    throw new ManifestError(
      `The manifest of trusted documents cannot be read: ${(error as Error).message}. Set TRUSTED_DOCUMENTS_FILE to its path.`,
    );
  }
}

/**
 * Returns true for the format of
 * https://www.apollographql.com/docs/react/data/persisted-queries#1-generate-operation-manifests
 */
function isApolloManifest(manifest: object): manifest is { operations: { id: unknown; body: unknown }[] } {
  const { format, operations } = manifest as { format?: unknown; operations?: unknown };
  return format === 'apollo-persisted-query-manifest' && Array.isArray(operations);
}
