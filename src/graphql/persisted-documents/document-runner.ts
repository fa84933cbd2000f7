import type { OperationParams, OperationResponse } from '../operation.js';
import type { TrustedDocuments } from './persisted-documents.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Executes trusted documents outside requests. */
    documents: DocumentRunner;
  }
}

/** Executes an operation as a reader of a language without credentials does; null for the primary language. */
type ExecuteForReaders = (params: OperationParams, language: string | null) => Promise<OperationResponse>;

/** Executes trusted documents outside requests, in the published perspective and with the limits of every operation. */
export class DocumentRunner {
  private execute: ExecuteForReaders | null = null;

  constructor(private readonly documents: Pick<TrustedDocuments, 'find'>) {}

  /** Sets the executor, which is created after the resolvers that use this object. */
  setExecutor(execute: ExecuteForReaders): void {
    this.execute = execute;
  }

  /** Returns the text of a document; undefined if there is none with the ID. */
  find(id: string): string | undefined {
    return this.documents.find(id);
  }

  /**
   * Executes a document, in a language unless the document names one. Throws an Error that says what to do if there is none
   * with the ID.
   */
  async run(
    id: string,
    variables: Record<string, unknown>,
    language: string | null = null,
  ): Promise<OperationResponse> {
    const query = this.find(id);
    if (query === undefined)
      throw new Error(
        `There is no trusted document ${id}. Add it to the manifest of TRUSTED_DOCUMENTS_FILE.`,
      );
    if (!this.execute) throw new Error('This process executes no documents. The gateway does.');
    return this.execute({ query, variables }, language);
  }
}

/** Has no documents, for processes without an executor. */
export const NO_DOCUMENTS = new DocumentRunner({ find: () => undefined });
