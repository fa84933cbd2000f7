import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_DOCUMENT_LENGTH } from './document-store.js';
import type { JsonContext } from './json/json-execution.js';
import type { JsonExecutor } from './json/json-executor.js';
import { applyLanguage, type LanguageContext } from './language-directive.js';
import { isLive } from './live-directive.js';
import type { OperationParams } from './operation.js';
import { type IdentifiedOperation, identifyOperation } from './operation-key.js';
import { describeOperation, type OperationState } from './operation-result.js';
import { normalizeDocumentId } from './persisted-documents/document-id.js';
import type { TrustedDocuments } from './persisted-documents/persisted-documents.js';
import type { CostState, QueryCostAnalyzer } from './query-cost.js';
import { hasInvalidText } from './rules/reject-invalid-text.js';

/** Maximum number of queries, the same as of parsed documents (document-store.ts). */
const MAX_QUERIES = 500;

/**
 * Executes compiled queries that passed Apollo before, since validation depends on the text alone; cost,
 * variables and execution are checked here. Apollo executes all others, and those with errors.
 */
export class ValidatedQueryCache<
  Context extends OperationState &
    CostState &
    JsonContext &
    LanguageContext & { shouldReportDeprecations?: boolean; shouldMapSources?: boolean; canBeLive?: boolean },
> {
  /** Documents by their text and by its SHA-256. */
  private readonly validatedDocuments = new LRUCache<string, DocumentNode>({ max: 2 * MAX_QUERIES });

  constructor(
    private readonly jsonExecutor: JsonExecutor,
    private readonly costAnalyzer: QueryCostAnalyzer,
    private readonly trustedDocuments: TrustedDocuments,
  ) {}

  /** Adds queries that Apollo has executed without an error. */
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

  /** Returns the query that a request means, if it passed before. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.findQuery(params)?.operation ?? null;
  }

  /** Executes a query and returns its data as JSON; null if Apollo has to execute it. */
  async execute(params: OperationParams, context: Context): Promise<string | null> {
    const isPlain =
      !context.shouldReportCost && !context.shouldReportDeprecations && !context.shouldMapSources;
    const query = isPlain ? this.findQuery(params) : null;
    const { operationName, variables: given } = params;
    const variables = given ?? undefined;
    if (!query || hasInvalidText(variables)) return null;
    const { document, operation } = query;
    if (context.canBeLive && isLive(operation.definition)) return null;
    const compiled = this.jsonExecutor.findCompiled(document, operationName);
    if (!compiled) return null;
    try {
      this.costAnalyzer.enforce(document, operationName, variables, context);
      applyLanguage(operation.definition, variables, context);
    } catch {
      return null;
    }
    const data = await this.jsonExecutor.execute(compiled, context, variables);
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

/** Returns true if the operation name, variables and extensions have valid types. */
function hasValidParams({ operationName, variables, extensions }: OperationParams): boolean {
  return (
    (operationName == null || typeof operationName === 'string') &&
    [variables, extensions].every(
      (value) => value == null || (typeof value === 'object' && !Array.isArray(value)),
    )
  );
}
