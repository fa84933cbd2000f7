import 'reflect-metadata';
import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import { buildSchema, type ClassType, type NonEmptyArray, type ResolverData } from 'type-graphql';
import { createAuthChecker, type ForbiddenAttemptLog } from '../auth/auth-checker.js';
import { DateTimeScalar } from '../shared/scalars.js';
import { useSimpleFields } from './direct-resolvers.js';
import { applyExtension } from './extension/apply-extension.js';
import type { SchemaExtension } from './extension/schema-extension.js';
import { addFederation } from './federation/add-federation.js';
import { InLanguageDirective } from './language-directive.js';
import { type TrackedContext, trackMethods } from './limit-untracked.js';
import { LiveDirective } from './live-directive.js';
import type { RemoteSources } from './remote/remote-sources.js';
import { applySchemaSteps, listSchemaSteps, type SchemaStep } from './schema-steps.js';
import { UniqueDirective } from './unique/unique-directive.js';
import { validateArgument } from './validate-argument.js';

export interface SchemaOptions {
  /** Resolvers of all modules, of which each is an instance of its class. */
  resolvers: readonly object[];
  /** Adds the site's own fields and kinds. */
  addOwnFields: SchemaStep;
  /** The site's additions to the graph with resolvers. */
  extension?: SchemaExtension | undefined;
  /** Sources of the site's fields. */
  remotes?: RemoteSources;
  /** Records mutations that were refused for lack of a scope. */
  forbiddenAttempts: ForbiddenAttemptLog;
  /** True to add the fields of a subgraph of Apollo Federation. */
  isSubgraph?: boolean;
}

/** Builds the schema from resolvers. */
export async function createSchema({
  resolvers,
  addOwnFields,
  extension,
  remotes,
  forbiddenAttempts,
  isSubgraph = false,
}: SchemaOptions): Promise<GraphQLSchema> {
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const authChecker = createAuthChecker(forbiddenAttempts);
  useSimpleFields();
  const builtSchema = await buildSchema({
    resolvers: resolvers.map((resolver) => resolver.constructor) as NonEmptyArray<ClassType>,
    container: {
      get: (resolver, data: ResolverData<TrackedContext>) =>
        trackMethods(instances.get(resolver) as object, data),
    },
    authChecker,
    // Required if there are subscriptions, but not used: they have queues of their own, because a stalled
    // client overflows this one.
    pubSub: { publish: rejectPubSub, subscribe: rejectPubSub },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    validateFn: validateArgument,
    // Apollo validates the final schema; type-graphql would run an introspection query to do so before.
    skipCheck: true,
    directives: [...specifiedDirectives, UniqueDirective, LiveDirective, InLanguageDirective],
  });
  const extend = (schema: GraphQLSchema) => {
    const withOwnFields = addOwnFields(schema);
    const extended = extension
      ? applyExtension(withOwnFields, extension, authChecker, remotes)
      : withOwnFields;
    return isSubgraph ? addFederation(extended) : extended;
  };
  return applySchemaSteps(builtSchema, listSchemaSteps({ instances, extend }));
}

function rejectPubSub(): never {
  throw new Error('Subscriptions must be executed by the subscription executor.');
}
