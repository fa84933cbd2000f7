import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { createDeprecationsPlugin } from './deprecations.js';
import { createDocumentStore } from './document-store.js';
import { createGraphErrorHandler, type GraphErrorHandler, MAX_REPORTED_ERRORS } from './format-error.js';
import type { JsonContext } from './json/json-execution.js';
import { JsonExecutor } from './json/json-executor.js';
import { applyLanguage, type LanguageContext, languagePlugin } from './language-directive.js';
import type { OperationParams, OperationResponse } from './operation.js';
import { type Audience, type IdentifiedOperation, identifyOperation } from './operation-key.js';
import { type OperationState, recordOutcomePlugin } from './operation-result.js';
import { normalizeDocumentId } from './persisted-documents/document-id.js';
import { createTrustedDocumentsPlugin } from './persisted-documents/execute-persisted.js';
import type { TrustedDocuments } from './persisted-documents/persisted-documents.js';
import { deferSubscriptionsPlugin, getDeferredDocument } from './plugins/defer-subscriptions.js';
import { draftStatusCodesPlugin } from './plugins/draft-status-codes.js';
import { readYourWritesPlugin } from './plugins/read-your-writes.js';
import { savedChangesPlugin } from './plugins/saved-changes.js';
import { fieldTimingPlugin } from './plugins/time-fields.js';
import { type CostState, createCostLimitPlugin, QueryCostAnalyzer } from './query-cost.js';
import { RefusedFields, type RefusedFieldsContext } from './refused/refused-fields.js';
import { createRefusedFieldsPlugin } from './refused/refused-fields-plugin.js';
import { documentLengthPlugin } from './rules/document-length.js';
import { documentLimitRules, MAX_TOKENS } from './rules/document-limits.js';
import { noIntrospectionRule } from './rules/no-introspection-rule.js';
import { rejectInvalidTextPlugin } from './rules/reject-invalid-text.js';
import { singleMutationRule } from './rules/single-mutation-rule.js';
import { createSourceMapPlugin, type SourceMapContext } from './source-map/source-map-plugin.js';
import { type UniqueContext, UniquePage } from './unique/unique-page.js';
import { uniquePlugin } from './unique/unique-plugin.js';
import { uniqueRule } from './unique/unique-rule.js';
import { ValidatedQueryCache } from './validated-query-cache.js';
import { VariableChecker } from './variables.js';

/** Context that the executor needs of every request, on any transport. */
export interface GraphContext
  extends BaseContext,
    OperationState,
    CostState,
    Audience,
    LanguageContext,
    UniqueContext,
    RefusedFieldsContext,
    SourceMapContext,
    JsonContext {
  /** True if the client requested the deprecated elements that its operation uses. */
  shouldReportDeprecations?: boolean;
  /** False on transports that refuse mutations. */
  canMutate?: boolean;
  /** True on transports that follow queries with `@live`. */
  canBeLive?: boolean;
  enableReadYourWrites(): void;
}

export interface GraphQLExecutorOptions {
  schema: GraphQLSchema;
  /** True to allow introspection, and to suggest names of the schema in errors. */
  introspection: boolean;
  /** Documents that are trusted, or known by their hash. */
  trustedDocuments: TrustedDocuments;
  /** Maximum number of fields that an operation may return. */
  maxCost: number;
  /** True to record how long each field takes. */
  shouldTimeFields?: boolean;
  /** True to compile queries. */
  shouldCompile: boolean;
  /** True for the statuses 294 and 422 of the draft of GraphQL over HTTP. */
  usesDraftStatuses?: boolean;
  log: FastifyBaseLogger;
}

/**
 * Executes operations of all transports through one Apollo Server, so that validation rules, limits and
 * plugins apply to each. Compiled queries skip Apollo (validated-query-cache.ts), where rules about more than
 * the document belong too.
 */
export class GraphQLExecutor<Context extends GraphContext> {
  readonly schema: GraphQLSchema;
  readonly errorHandler: GraphErrorHandler;
  readonly apollo: ApolloServer<Context>;
  /** Null while fields are timed, since compiled queries cannot be. */
  private readonly jsonExecutor: JsonExecutor | null;
  private readonly validatedQueries: ValidatedQueryCache<Context> | null;

  constructor({
    schema,
    introspection,
    trustedDocuments,
    maxCost,
    shouldTimeFields = false,
    shouldCompile,
    usesDraftStatuses = false,
    log,
  }: GraphQLExecutorOptions) {
    this.schema = schema;
    const hideSuggestions = !introspection;
    this.errorHandler = createGraphErrorHandler({ log, shouldHideSchema: hideSuggestions });
    const costAnalyzer = new QueryCostAnalyzer(schema, new VariableChecker(schema, hideSuggestions), maxCost);
    // Compiled queries do not report single fields.
    this.jsonExecutor = shouldCompile && !shouldTimeFields ? new JsonExecutor(schema) : null;
    this.validatedQueries =
      this.jsonExecutor && new ValidatedQueryCache(this.jsonExecutor, costAnalyzer, trustedDocuments);
    this.apollo = new ApolloServer<Context>({
      schema,
      introspection: true, // a rule of our own refuses it, with our setting in its message
      documentStore: createDocumentStore(),
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      validationRules: [
        singleMutationRule,
        uniqueRule,
        ...documentLimitRules,
        ...(introspection ? [] : [noIntrospectionRule]),
      ],
      validationOptions: { hideSuggestions, maxErrors: MAX_REPORTED_ERRORS },
      parseOptions: { maxTokens: MAX_TOKENS },
      formatError: this.errorHandler.format,
      logger: log,
      plugins: [
        createTrustedDocumentsPlugin(trustedDocuments),
        documentLengthPlugin,
        ApolloServerPluginLandingPageDisabled(),
        // It would check every field of every response for cache hints, of which this schema has none.
        ApolloServerPluginCacheControlDisabled(),
        createCostLimitPlugin(costAnalyzer),
        languagePlugin,
        createDeprecationsPlugin(schema),
        rejectInvalidTextPlugin,
        readYourWritesPlugin,
        deferSubscriptionsPlugin,
        createSourceMapPlugin(
          schema,
          (document, params, context: Context) => this.executeChecked(document, params, context),
          this.errorHandler,
        ),
        uniquePlugin,
        createRefusedFieldsPlugin(this.errorHandler.format),
        savedChangesPlugin,
        recordOutcomePlugin,
        ...(shouldTimeFields ? [fieldTimingPlugin] : []),
        ...(this.validatedQueries ? [this.validatedQueries.plugin] : []),
        this.errorHandler.plugin,
        ...(usesDraftStatuses ? [draftStatusCodesPlugin] : []),
      ],
    });
  }

  /**
   * Returns true if the operation may be a mutation, judged without parsing it. A hash counts as one unless
   * it is known.
   */
  canBeMutation(params: OperationParams): boolean {
    if (typeof params.query === 'string') return params.query.includes('mutation');
    return this.find(params) === null;
  }

  /** Returns the query that a request means, if it was executed before. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.validatedQueries?.find(params) ?? null;
  }

  /** Executes a compiled query without Apollo. Returns its data as JSON; null if Apollo has to execute it. */
  async executeValidated(params: OperationParams, context: Context): Promise<string | null> {
    return this.validatedQueries ? this.validatedQueries.execute(params, context) : null;
  }

  /** Executes a query that passed all checks before, such as a live query after a change. */
  async executeChecked(
    document: DocumentNode,
    { operationName, variables }: OperationParams,
    contextValue: Context,
  ): Promise<ExecutionResult> {
    const { schema, jsonExecutor } = this;
    const definition = identifyOperation(document, operationName)?.definition;
    if (definition) applyLanguage(definition, variables, contextValue);
    const compiled = jsonExecutor?.findCompiled(document, operationName);
    const json = compiled && (await jsonExecutor!.execute(compiled, contextValue, variables ?? undefined));
    if (json) return { data: JSON.parse(json) };
    const operation = { schema, document, operationName, variables: variables ?? undefined };
    const uniquePage = await UniquePage.load(operation, contextValue);
    if (uniquePage) contextValue.uniquePage = uniquePage;
    if (definition) contextValue.refusedFields = new RefusedFields(definition);
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    });
    return contextValue.refusedFields?.complete(result) ?? result;
  }

  /**
   * Executes a query or mutation and returns its result or errors. Returns the document of a subscription or
   * live query, for the transport to start.
   */
  async execute(
    params: OperationParams,
    contextValue: Context,
  ): Promise<OperationResponse | { deferredDocument: DocumentNode }> {
    const json = await this.executeValidated(params, contextValue);
    if (json) return { data: JSON.parse(json) };
    const { query, operationName, variables, extensions } = normalizeDocumentId(params);
    const { body } = await this.apollo.executeOperation(
      {
        ...(query !== undefined && { query }),
        ...(operationName && { operationName }),
        ...(variables && { variables }),
        ...(extensions && { extensions }),
      },
      { contextValue },
    );
    if (body.kind !== 'single') throw new Error('Incremental delivery (@defer, @stream) is not supported.');
    const document = getDeferredDocument(body.singleResult);
    return document ? { deferredDocument: document } : (body.singleResult as OperationResponse);
  }
}
