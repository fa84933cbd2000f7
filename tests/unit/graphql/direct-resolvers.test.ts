/** @isolated */
import { expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { DependencyTracker } from '../../../src/cache/dependency-tracker.js';
import { useDirectResolvers, useSimpleFields } from '../../../src/graphql/direct-resolvers.js';

interface TestContext {
  allowed: boolean;
  prefix: string;
}

@InputType()
class Condition {
  @Field(() => String)
  word!: string;
}

@ArgsType()
class ListArgs {
  @Field(() => Int, { defaultValue: 2 })
  first!: number;

  @Field(() => String, { nullable: true })
  after?: string | null;

  get last(): number {
    return this.first - 1;
  }
}

@ObjectType()
class Page {
  @Field(() => String)
  title!: string;

  @Authorized('admin')
  @Field(() => String, { nullable: true })
  secret!: string;
}

@Resolver(() => Page)
class PageResolver {
  readonly suffix = '!';

  @Query(() => Page)
  page(): Page {
    return Object.assign(new Page(), { title: 'Eels', secret: 'hidden' });
  }

  @Query(() => Page)
  plainPage(): object {
    return { title: 'Plain', secret: 'hidden' };
  }

  @FieldResolver(() => String)
  shout(@Root() page: Page, @Ctx() { prefix }: TestContext): string {
    return `${prefix}${page.title}${this.suffix} ${page instanceof Page}`;
  }

  @FieldResolver(() => [Int])
  numbers(@Args(() => ListArgs) args: ListArgs, @Root() page: Page): number[] {
    return [args.first, args.last, page.title.length, Object.keys(args).length];
  }

  @FieldResolver(() => String)
  repeated(@Arg('times', () => Int) times: number, @Root() { title }: Page): string {
    return title.repeat(times);
  }

  @FieldResolver(() => String)
  found(@Arg('condition', () => Condition) condition: Condition): string {
    return `${condition.word} ${condition instanceof Condition}`;
  }

  @Authorized('admin')
  @FieldResolver(() => String, { nullable: true })
  guarded(): string {
    return 'guarded';
  }
}

async function createSchema(isDirect: boolean): Promise<GraphQLSchema> {
  const resolver = new PageResolver();
  if (isDirect) useSimpleFields();
  const schema = await buildSchema({
    resolvers: [PageResolver],
    container: { get: () => resolver },
    authChecker: ({ context }) => (context as TestContext).allowed,
    validateFn: () => undefined,
  });
  if (isDirect) useDirectResolvers(schema, new Map([[PageResolver, resolver]]));
  return schema;
}

const FIELDS = `title secret shout numbers more: numbers(first: 5, after: null) repeated(times: 2)
  found(condition: { word: "eel" }) guarded`;

test.each([true, false])(
  'Fields have the same values and errors as with the wrapper; allowed: %s',
  async (allowed) => {
    const wrapped = await createSchema(false);
    const direct = await createSchema(true);
    const document = parse(`{ page { ${FIELDS} } plainPage { ${FIELDS} } }`);
    const run = (schema: GraphQLSchema) =>
      execute({
        schema,
        document,
        contextValue: { allowed, prefix: 'Oh ', dependencies: new DependencyTracker() },
      });
    const expected = await run(wrapped);
    expect(JSON.stringify(await run(direct))).toBe(JSON.stringify(expected));
    expect(expected.data).toMatchObject({ page: { shout: 'Oh Eels! true', numbers: [2, 1, 4, 1] } });
    expect(expected.errors?.length ?? 0).toBe(allowed ? 0 : 4);
  },
);

test('A field without a scope is read or called directly', async () => {
  const fields = (await createSchema(true)).getType('Page')!.toConfig() as never as {
    fields: Record<string, { resolve?: (...given: unknown[]) => unknown }>;
  };
  const page = Object.assign(new Page(), { title: 'Eels' });
  const dependencies = new DependencyTracker();
  expect(fields.fields.title!.resolve).toBeUndefined();
  expect(fields.fields.secret!.resolve).toBeDefined();
  expect(fields.fields.numbers!.resolve!(page, { first: 3 }, { dependencies }, {})).toEqual([3, 2, 4, 1]);
  const condition = { word: 'eel' };
  expect(fields.fields.found!.resolve!(page, { condition }, { dependencies }, {})).toBe('eel true');
  expect(fields.fields.guarded!.resolve!(page, {}, { allowed: true }, {})).toBeInstanceOf(Promise);
});
