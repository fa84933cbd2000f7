import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { ErrorCode } from '../shared/errors/errors.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../shared/pagination/connection.js';
import { assertPageSizes } from '../shared/pagination/pagination.js';
import { type Audience, identifyOperation } from './operation-key.js';
import { isUnique } from './unique/unique-directive.js';
import type { VariableChecker, Variables } from './variables.js';

/** Request header that adds `extensions.cost` to the response. */
export const SHOW_COST = 'x-show-cost';
/**
 * Assumed length of a list without `first`, `last` or a declared maximum: tags, authors, blocks, sections.
 */
const DEFAULT_LIST_SIZE = 3;
/** Fields that a condition of a filter counts as. */
const FIELDS_PER_CONDITION = 50;
/** Fields per point: an operation costs one point, and one more for each so many fields it may return. */
const FIELDS_PER_POINT = 1_000;

/** Cost of the operation, as the context holds it. */
export interface CostState {
  cost: { fields?: number };
  /** True if the client requested the cost. */
  shouldReportCost: boolean;
  /** Who requests with an API key or token, if anybody. */
  viewer: Audience['viewer'];
  /** Charges points to the client's rate limit, in addition to the one for the request itself. */
  charge(points: number): void;
}

/**
 * Rejects operations that may return more fields than the limit, before execution. Each field counts 1, or the
 * `weight` of its extensions, multiplied by the length of the lists around it; the points are charged, and the cost is
 * returned if requested.
 */
export function createCostLimitPlugin(analyzer: QueryCostAnalyzer): ApolloServerPlugin<CostState> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operationName, request: { variables }, contextValue }) => {
        analyzer.enforce(document, operationName, variables, contextValue);
      },
      willSendResponse: async ({ response: { body }, contextValue: { cost, shouldReportCost } }) => {
        if (!shouldReportCost || cost.fields === undefined || body.kind !== 'single') return;
        const report = { fields: cost.fields, limit: analyzer.limit, points: calculatePoints(cost.fields) };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost: report };
      },
    }),
  };
}

/** Number of fields that are completed without a noticeable delay of other operations. */
const SMALL = 2_000;
/** Number of fields that block other operations for a millisecond, with a reserve for slow machines. */
const FIELDS_OF_A_MILLISECOND = 10;

/** Estimates the milliseconds for which completing an operation's fields blocks all others. */
export function estimateHoldUpMs({ fields = 0 }: CostState['cost']): number {
  return Math.max(fields - SMALL, 0) / FIELDS_OF_A_MILLISECOND;
}

/** Calculates the points that an operation takes of its client's rate limit. */
function calculatePoints(fields: number): number {
  return 1 + Math.floor(fields / FIELDS_PER_POINT);
}

/** Maximum number of fields and fragments of an operation, counted again at each spread. */
const MAX_SELECTIONS = 10_000;
/** Maximum number of values in the variables of an operation: of a reader, and of who has an API key or token. */
const MAX_VALUES = 2_000;
const MAX_VALUES_OF_VIEWER = 20_000;
/** Maximum number of cached costs per operation, each for other variables. */
const MAX_CACHED_COSTS = 50;
/**
 * Maximum characters of a cache key. Variables without their strings are short, unless a client tries to fill
 * the memory.
 */
const MAX_KEY_LENGTH = 1_000;

/**
 * Calculates the cost of operations. Caches it, since calculating takes longer than executing many of them.
 */
export class QueryCostAnalyzer {
  private readonly costsByDocument = new WeakMap<OperationDefinitionNode, Map<string, number>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly variables: VariableChecker,
    /** Maximum number of fields that an operation may return. */
    readonly limit: number,
  ) {}

  /**
   * Charges the operation's points once. Throws a GraphQLError if it may return more fields than the limit.
   */
  enforce(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
    { cost, charge, viewer }: CostState,
  ): void {
    const isCharged = cost.fields !== undefined;
    const maxValues = viewer ? MAX_VALUES_OF_VIEWER : MAX_VALUES;
    cost.fields = this.getCost(document, operationName, variables, maxValues);
    if (cost.fields > this.limit) {
      throw createCostError(
        `The operation is too expensive: it may return ${cost.fields} fields; the limit is ${this.limit}. Request shorter lists, or nest fewer lists.`,
      );
    }
    if (!isCharged) charge(calculatePoints(cost.fields) - 1);
  }

  /** Throws if the cost cannot be calculated because of invalid variables. */
  private getCost(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
    maxValues: number,
  ): number {
    const { definition } = identifyOperation(document, operationName) ?? {};
    const costs = (definition && this.costsByDocument.get(definition)) ?? new Map<string, number>();
    if (definition) this.costsByDocument.set(definition, costs);
    try {
      this.variables.check(document, operationName, variables, maxValues);
      const key = JSON.stringify(variables ?? {}, blankStrings);
      const cost = costs.get(key) ?? this.calculateCost(document, operationName, variables);
      if (costs.size >= MAX_CACHED_COSTS) costs.clear();
      if (key.length <= MAX_KEY_LENGTH) costs.set(key, cost);
      return cost;
    } catch (error) {
      throw createCostError(describeFailure(error));
    }
  }

  private calculateCost(
    query: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
  ): number {
    // Weights may be fractions.
    const fields = getComplexity({
      schema: this.schema,
      query,
      estimators: [estimateFields],
      maxQueryNodes: MAX_SELECTIONS,
      ...(variables && { variables }),
      ...(operationName && { operationName }),
    });
    return Math.ceil(fields);
  }
}

/**
 * JSON replacer that removes strings: costs depend only on numbers, missing values and the lengths of lists.
 */
function blankStrings(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? '' : value;
}

/** Says why the cost could not be calculated. */
function describeFailure(error: unknown): string {
  if (!(error instanceof GraphQLError)) return 'The variables of the operation are nested too deeply.';
  // The document is valid, so that only a variable can make a value invalid: one in an input of which exactly one field is set.
  if (error.message.startsWith('Argument "'))
    return `${error.message} A variable in it is null or was not sent. Declare it as required, and send a value.`;
  if (!error.message.includes('number of nodes')) return error.message;
  return `The operation has more than ${MAX_SELECTIONS.toLocaleString('en')} fields with those of its fragments. Select fewer.`;
}

function createCostError(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
  });
}

const estimateFields: ComplexityEstimator = (options) =>
  estimateListFields(options) + estimateFilter(options);

interface FilterExtensions {
  /** Counts the conditions of a filter, for input types whose conditions take time. */
  countConditions?(filter: object): number;
}

/** Estimates the cost of a list's conditions, as the number of fields that take the same time. */
function estimateFilter({ args, field }: Parameters<ComplexityEstimator>[0]): number {
  const filter = field.args.find(({ name }) => name === 'filter');
  if (!filter || !args.filter) return 0;
  const { countConditions } = getNamedType(filter.type).extensions as FilterExtensions;
  return countConditions ? FIELDS_PER_CONDITION * countConditions(args.filter) : 0;
}

function estimateListFields({
  field,
  args,
  type,
  node,
  childComplexity,
}: Parameters<ComplexityEstimator>[0]): number {
  const returnType = getNullableType(field.type);
  const isConnection = /Connection!?$/.test(String(field.type));
  // A connection's length is counted once, at the connection, and not again at its edges and nodes.
  const isWithinConnection = /Connection$/.test(type.name);
  if (isConnection) {
    // Rejects page sizes from variables before any of the nested lists is loaded.
    assertPageSizes(args);
  }
  const { weight = 1 } = field.extensions as { weight?: number };
  if (!isConnection && (isWithinConnection || !isListType(returnType))) return weight + childComplexity;
  const { maxItems, maxPageSize = maxItems ?? MAX_PAGE_SIZE } = field.extensions as ListSizes;
  const length = isConnection ? DEFAULT_PAGE_SIZE : (maxItems ?? DEFAULT_LIST_SIZE);
  // A unique list loads further IDs, from which it selects.
  const elementCost = isUnique(node) ? childComplexity + 1 : childComplexity;
  return weight + elementCost * estimateListLength(args, length, maxPageSize);
}

/** Sizes of a list in the extensions of its field. */
interface ListSizes {
  /** Maximum length of a list without arguments. */
  maxItems?: number;
  /** Maximum of `first`, if it is not that of connections. */
  maxPageSize?: number;
}

/** Estimates the length of a list. A size above the maximum is refused when the field is resolved. */
function estimateListLength(
  { first, last, ids, representations }: Record<string, unknown>,
  defaultLength: number,
  maxLength: number,
): number {
  const listed = ids ?? representations;
  const requested = [first, last, Array.isArray(listed) ? listed.length : undefined].find(
    (size) => typeof size === 'number',
  );
  return Math.min(Math.max(Number(requested ?? defaultLength), 1), maxLength);
}
