import type { AuthCheckerFn } from 'type-graphql';
import type { Scope } from '../../auth/scope.js';
import type { FieldCaching } from '../cached.js';
import type { RemoteDefinition } from '../remote/remote-field.js';
import type { ResolverContext } from './resolver-context.js';

/** Resolves a field. Its parent is `{ id }`, the ID in the graph, for a type of Dateline's. */
export type ResolveField = (parent: never, args: never, context: ResolverContext) => unknown;

/** Field of a site with its resolver and options. */
export interface FieldDefinition {
  resolve: ResolveField;
  /** Scopes of which the client needs one. */
  scopes?: readonly Scope[];
  /**
   * How long the field may be cached: `true` until content changes that it read with `query`, or for `seconds` at most.
   * By default, responses with the field are not cached.
   */
  cache?: true | Required<FieldCaching>;
  /** Number of fields that the field counts as in the query cost. Defaults to 1. */
  cost?: number;
}

/** Field of Subscription. Each object that it yields is the value of the field. */
export interface SubscriptionDefinition {
  subscribe(args: never, context: ResolverContext): AsyncIterable<object>;
  scopes?: readonly Scope[];
}

export type ResolverDefinition = ResolveField | FieldDefinition | RemoteDefinition | SubscriptionDefinition;

/** The site's additions to the graph. */
export interface SchemaExtension {
  /** Types, and fields of existing types with `extend type`, in GraphQL's schema language. */
  typeDefs: string;
  /** Resolvers by type and field. A field of the site's own types without one is the property of its name. */
  resolvers: Record<string, Record<string, ResolverDefinition>>;
}

/** The check of @Authorized. */
export type CheckScopes = AuthCheckerFn<never, Scope>;
