// Measures the stack of tutorials: Apollo Server, type-graphql with a resolver for each relation, Prisma, and a DataLoader
// for each relation. Serves the lists of articles. Decorators are called as functions, since this file is not compiled.
import 'reflect-metadata';
import { once } from 'node:events';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { PrismaClient } from '../../../dist/database/generated/client.js';
import { decodeCursor } from '../cursors.mjs';
import { SITE } from '../workloads.mjs';

const [{ connection }] = await once(process, 'message');
const prisma = new PrismaClient({ adapter: new PrismaPg({ ...connection, max: 10 }) });

/** Defines an object type of fields that are properties; a type that ends with `!` may not be null. */
function defineType(type, fields) {
  for (const [name, [returns, nullable = false]] of Object.entries(fields))
    Field(returns, { nullable })(type.prototype, name);
  ObjectType()(type);
}

class Named {}
defineType(Named, { name: [() => String], path: [() => String] });
class Image {}
defineType(Image, {
  ...{
    url: [() => String],
    alt: [() => String],
    caption: [() => String, true],
    credit: [() => String, true],
  },
  ...{ width: [() => Int, true], height: [() => Int, true] },
});
class Related {}
class Article {}
defineType(Article, {
  ...{ title: [() => String], path: [() => String], standfirst: [() => String, true] },
});
defineType(Related, { article: [() => Article] });
class PageInfo {}
defineType(PageInfo, { hasNextPage: [() => Boolean] });
class Articles {}
defineType(Articles, { nodes: [() => [Article]], pageInfo: [() => PageInfo] });

/** Creates a loader of the rows of each key. */
const createListLoader = (load, key) =>
  new DataLoader(async (ids) => {
    const rows = group(await load(ids), key);
    return ids.map((id) => rows.get(id) ?? []);
  });

function group(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Creates a loader of rows by ID. */
const createRowLoader = (table) =>
  new DataLoader(async (ids) => {
    const rows = await table.findMany({ where: { id: { in: [...ids] } } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });

const createLoaders = () => ({
  articles: createRowLoader(prisma.article),
  images: createRowLoader(prisma.image),
  sections: createRowLoader(prisma.section),
  authors: createListLoader(
    (ids) =>
      prisma.articleAuthor.findMany({
        ...{
          where: { articleId: { in: [...ids] } },
          include: { author: true },
          orderBy: { position: 'asc' },
        },
      }),
    ({ articleId }) => articleId,
  ),
  tags: createListLoader(
    (ids) =>
      prisma.articleTag.findMany({
        ...{ where: { articleId: { in: [...ids] } }, include: { tag: true }, orderBy: { position: 'asc' } },
      }),
    ({ articleId }) => articleId,
  ),
  related: createListLoader(
    (ids) =>
      prisma.relatedArticle.findMany({
        where: { articleId: { in: [...ids] } },
        orderBy: [{ score: 'desc' }, { relatedId: 'desc' }],
      }),
    ({ articleId }) => articleId,
  ),
});

class ArticleResolver {
  async articles(first, after) {
    const [listedAt, id] = after ? decodeCursor(after) : [];
    const where = after && {
      OR: [{ listedAt: { lt: new Date(listedAt) } }, { listedAt: new Date(listedAt), id: { lt: id } }],
    };
    const rows = await prisma.article.findMany({
      ...(where && { where }),
      ...{ orderBy: [{ listedAt: 'desc' }, { id: 'desc' }], take: first + 1 },
    });
    return { nodes: rows.slice(0, first), pageInfo: { hasNextPage: rows.length > first } };
  }

  publishedAt({ publishedAt }) {
    return publishedAt?.toISOString() ?? null;
  }

  async authors({ id }, { authors }) {
    return (await authors.load(id)).map(({ author: { name, slug } }) => ({ name, path: `/authors/${slug}` }));
  }

  async tags({ id }, { tags }) {
    return (await tags.load(id)).map(({ tag: { name, slug } }) => ({ name, path: `/tags/${slug}` }));
  }

  async section({ sectionId }, { sections }) {
    const own = sectionId === null ? null : await sections.load(sectionId);
    if (!own) return null;
    let path = `/${own.slug}`;
    for (let section = own; section.parentId !== null; ) {
      section = await sections.load(section.parentId);
      path = `/${section.slug}${path}`;
    }
    return { name: own.name, path };
  }

  async image({ imageId }, { images }) {
    const image = imageId === null ? null : await images.load(imageId);
    return (
      image && { ...image, url: image.url.startsWith('/') ? SITE.url.slice(0, -1) + image.url : image.url }
    );
  }

  async related({ id }, first, { related, articles }) {
    const rows = (await related.load(id)).slice(0, first);
    return rows.map(({ relatedId }) => ({ article: articles.load(relatedId) }));
  }
}
{
  const { prototype } = ArticleResolver;
  const optional = { nullable: true };
  Query(() => Articles)(prototype, 'articles', {});
  Arg('first', () => Int)(prototype, 'articles', 0);
  Arg('after', () => String, optional)(prototype, 'articles', 1);
  const relations = {
    publishedAt: [() => String, optional],
    authors: [() => [Named]],
    tags: [() => [Named]],
    section: [() => Named, optional],
    image: [() => Image, optional],
    related: [() => [Related]],
  };
  for (const [name, [type, options = {}]] of Object.entries(relations)) {
    FieldResolver(type, options)(prototype, name, {});
    Root()(prototype, name, 0);
    if (name === 'related') Arg('first', () => Int)(prototype, name, 1);
    Ctx()(prototype, name, name === 'related' ? 2 : 1);
  }
  Resolver(() => Article)(ArticleResolver);
}

const schema = await buildSchema({ resolvers: [ArticleResolver], validate: false });
const { url } = await startStandaloneServer(new ApolloServer({ schema }), {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => createLoaders(),
});
process.send({ port: Number(new URL(url).port) });
process.on('disconnect', () => process.exit());
