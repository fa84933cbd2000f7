import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_DOCUMENT_LENGTH } from './document-store.js';
import type { OperationParams } from './graphql-executor.js';
import type { JitExecutor } from './jit/jit-execution.js';
import { type IdentifiedOperation, identifyOperation } from './operation-key.js';
import { describeOperation, type OperationState } from './operation-result.js';
import { normalizeDocumentId } from './persisted-documents/document-id.js';
import type { TrustedDocuments } from './persisted-documents/persisted-documents.js';
import type { CostState, QueryCostAnalyzer } from './query-cost.js';
import { hasInvalidText } from './rules/reject-invalid-text.js';

/** As many as documents are kept (document-store.ts). */
const MAX_QUERIES = 500;

/**
 * Queries that Apollo has answered without an error. What it finds of a document depends on its text alone, and is
 * as true the next time; what depends on the request, its cost, its variables and its execution, is done here by the
 * same code. Of whatever is not as it should be nothing is said here, so that Apollo says it.
 */
export class ValidatedQueryCache<Context extends OperationState & CostState> {
  /** By their text and by its SHA-256. */
  private readonly validatedDocuments = new LRUCache<string, DocumentNode>({ max: 2 * MAX_QUERIES });

  constructor(
    private readonly jitExecutor: JitExecutor,
    private readonly costAnalyzer: QueryCostAnalyzer,
    private readonly trustedDocuments: TrustedDocuments,
  ) {}

  /** Learns what has passed. */
  readonly plugin: ApolloServerPlugin<Context> = {
    requestDidStart: async () => ({
      willSendResponse: async ({ source, queryHash, document, operation, errors }) => {
        if (!source || !queryHash || !document || errors?.length || source.length > MAX_DOCUMENT_LENGTH)
          return;
        if (operation?.operation !== OperationTypeNode.QUERY || this.validatedDocuments.has(source)) return;
        for (const name of [source, queryHash]) this.validatedDocuments.set(name, document);
      },
    }),
  };

  /** Returns the query that a request means, if it has passed. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.findQuery(params)?.operation ?? null;
  }

  /** The data; null when Apollo has to answer. */
  async execute(params: OperationParams, context: Context): Promise<unknown> {
    const query = context.shouldReportCost ? null : this.findQuery(params);
    const { operationName, variables: given } = params;
    const variables = given ?? undefined;
    if (!query || hasInvalidText(variables)) return null;
    const { document, operation } = query;
    try {
      this.costAnalyzer.enforce(document, operationName, variables, context);
    } catch {
      return null;
    }
    const data = await this.jitExecutor.execute({
      document,
      operationName,
      variables,
      contextValue: context,
    });
    if (data === null) return null;
    context.outcome.effect = 'read';
    Object.assign(context.outcome, { operation, variables });
    context.outcome.info = describeOperation(operation, 'OK');
    return data;
  }

  private findQuery(params: OperationParams) {
    const document = this.findDocument(params);
    const operation = document && identifyOperation(document, params.operationName);
    return operation?.type === OperationTypeNode.QUERY ? { document: document!, operation } : null;
  }

  private findDocument(params: OperationParams): DocumentNode | undefined {
    if (!hasValidParams(params)) return undefined;
    const { query, extensions } = normalizeDocumentId(params);
    if (typeof query === 'string') return extensions ? undefined : this.validatedDocuments.get(query);
    const { version, sha256Hash } = Object(extensions?.persistedQuery);
    if (query !== undefined || version !== 1 || typeof sha256Hash !== 'string') return undefined;
    return this.validatedDocuments.get(this.trustedDocuments.find(sha256Hash) ?? sha256Hash);
  }
}

/** Whether what stands beside the document is as the specification has it. */
function hasValidParams({ operationName, variables }: OperationParams): boolean {
  return (
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || (typeof variables === 'object' && !Array.isArray(variables)))
  );
}
