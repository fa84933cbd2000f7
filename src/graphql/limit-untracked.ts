import { type GraphQLObjectType, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ResolverData } from 'type-graphql';
import type { DependencyTracker } from '../cache/dependency-tracker.js';
import { requireValue } from '../shared/require-value.js';
import type { FieldCaching } from './cached.js';

/** Part of the request context by which a field limits how long the response may be cached. */
export interface TrackedContext {
  dependencies: Pick<DependencyTracker, 'useCount' | 'limitTtl' | 'refuseCaching'>;
}

/** How a field limits the lifetime of responses that contain it. */
export interface CacheRule {
  /** The field with its type, such as `Section.weather`. */
  name: string;
  /** Declared with `@Cached`; undefined if the field's reads decide. */
  caching: FieldCaching | undefined;
  /** True for a field of the query type: it has no parent from which its value could come. */
  isRoot: boolean;
}

/** Returns the rule of a field; null for a mutation or subscription, which have no cached responses. */
export function getCacheRule(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  fieldName: string,
): CacheRule | null {
  const isRoot = type === schema.getQueryType();
  const { MUTATION, SUBSCRIPTION } = OperationTypeNode;
  if ([MUTATION, SUBSCRIPTION].some((operation) => schema.getRootType(operation) === type)) return null;
  const { caching } = type.getFields()[fieldName]!.extensions as { caching?: FieldCaching };
  return { name: `${type.name}.${fieldName}`, caching, isRoot };
}

/**
 * Limits the lifetime of the response once a resolver has returned `result`. `useCount` is that of the
 * dependencies before the call. A resolver that used no loader until it returned reads from elsewhere, unless
 * it only computes a value from its parent; such sources change without a cache tag, so the response is not
 * cached.
 */
export function limitUntracked(
  { name, caching, isRoot }: CacheRule,
  { dependencies }: TrackedContext,
  useCount: number,
  result: unknown,
): void {
  if (caching) {
    if (caching.seconds === 0) dependencies.refuseCaching(name);
    else if (caching.seconds !== undefined) dependencies.limitTtl(caching.seconds * 1_000);
  } else if (dependencies.useCount === useCount && (isRoot || isThenable(result))) {
    dependencies.refuseCaching(name);
  }
}

/**
 * Returns a view of a resolver for one field that applies the field's cache rule to its methods. For calls by
 * type-graphql, which converts arguments before, and so returns before the method is called.
 */
export function trackMethods(
  resolver: object,
  { info: { schema, parentType, fieldName }, context }: ResolverData<TrackedContext>,
): object {
  const rule = getKnownRule(schema, parentType, fieldName);
  if (!rule) return resolver;
  return new Proxy(resolver, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const { useCount } = context.dependencies;
        const result: unknown = method.apply(target, args);
        limitUntracked(rule, context, useCount, result);
        return result;
      };
    },
  });
}

const knownRules = new WeakMap<object, CacheRule | null>();

/** Returns the rule of a field, looked up once. */
function getKnownRule(schema: GraphQLSchema, type: GraphQLObjectType, fieldName: string): CacheRule | null {
  const field = requireValue(type.getFields()[fieldName], `${type.name} has the field ${fieldName}.`);
  const known = knownRules.get(field);
  if (known !== undefined) return known;
  const rule = getCacheRule(schema, type, fieldName);
  knownRules.set(field, rule);
  return rule;
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}
