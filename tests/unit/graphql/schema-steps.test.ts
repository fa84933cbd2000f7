/** @isolated */
import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import {
  extendSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
  parse,
} from 'graphql';
import {
  buildSchema,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { applySchemaSteps, listSchemaSteps } from '../../../src/graphql/schema-steps.js';

@ObjectType()
class Article {
  @Field(() => String)
  title!: string;
}

@Resolver(() => Article)
class ArticleResolver {
  @Query(() => Article)
  article(): Article {
    return new Article();
  }

  // One of the fields that can be unique.
  @FieldResolver(() => String)
  next(@Root() _article: Article): string {
    return 'method';
  }

  @FieldResolver(() => String)
  shout(@Root() _article: Article): string {
    return 'method';
  }

  @Mutation(() => String)
  publish(): string {
    return 'done';
  }

  @Subscription(() => String, { topics: 'articles' })
  published(): string {
    return 'done';
  }
}

/** Adds a field that leads to articles and a union, and replaces the resolver of a field. */
function extend(schema: GraphQLSchema): GraphQLSchema {
  const extended = extendSchema(
    schema,
    parse('extend type Article { companion: Article } union Found = Article'),
  );
  const { companion, shout } = (extended.getType('Article') as GraphQLObjectType).getFields();
  companion!.resolve = () => 'extension';
  shout!.resolve = () => 'extension';
  return extended;
}

type Step = keyof ReturnType<typeof listSchemaSteps>;

/** Builds the schema, with two of its steps in each other's place if they are named. */
async function createSchema(swapped?: [Step, Step]): Promise<GraphQLSchema> {
  const resolver = new ArticleResolver();
  const schema = await buildSchema({
    resolvers: [ArticleResolver],
    validate: false,
    pubSub: { publish() {}, subscribe: () => [] as never },
  });
  const steps = listSchemaSteps({ instances: new Map([[ArticleResolver, resolver]]), extend });
  const names = Object.keys(steps) as Step[];
  const order = names.map((name) =>
    swapped?.includes(name) ? swapped.find((each) => each !== name)! : name,
  );
  return applySchemaSteps(schema, Object.fromEntries(order.map((name) => [name, steps[name]])));
}

/** Calls the resolver of a field of an article, for a page whose unique fields are resolved already. */
function resolve(schema: GraphQLSchema, fieldName: string): unknown {
  const context = {
    dependencies: new DependencyTracker(),
    uniquePage: { find: () => ({ value: 'unique' }) },
  };
  const type = schema.getType('Article') as GraphQLObjectType;
  return type.getFields()[fieldName]!.resolve!(new Article(), {}, context, {} as never);
}

const getTypeResolver = (schema: GraphQLSchema) => (schema.getType('Found') as GraphQLUnionType).resolveType;

test.each<
  [first: Step, second: Step, reason: string, read: (schema: GraphQLSchema) => unknown, expected: unknown]
>([
  [
    'useDirectResolvers',
    'extend',
    'else the method is called, and not the resolver that replaces it',
    (schema) => resolve(schema, 'shout'),
    'extension',
  ],
  [
    'useDirectResolvers',
    'useUniqueResults',
    'else the method is called although the page has the result',
    (schema) => resolve(schema, 'next'),
    'unique',
  ],
  [
    'extend',
    'useUniqueResults',
    'else an added field that leads to articles is resolved although the page has the result',
    (schema) => resolve(schema, 'companion'),
    'unique',
  ],
  [
    'extend',
    'resolveAbstractTypes',
    'else an added union does not know the types of its values',
    (schema) => typeof getTypeResolver(schema),
    'function',
  ],
])('The step %s is before %s, %s', async (first, second, _reason, read, expected) => {
  expect(read(await createSchema())).toBe(expected);
  expect(read(await createSchema([first, second]))).not.toBe(expected);
});
