import type { GraphQLResolveInfo } from 'graphql';
import { Authorized, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { Article } from '../article/article.type.js';
import { buildEditUrl } from './edit-url.js';
import { ActorSummary, Origin, Provenance, type ProvenanceTypeName } from './provenance.type.js';

/** Resolves who created and last edited an object. */
@Resolver(() => Provenance)
export class ProvenanceResolver {
  @Authorized('preview', 'write')
  @FieldResolver(() => ActorSummary, {
    nullable: true,
    description:
      'The API key that created the object. Null for an import, the command line, and objects of earlier releases. Requires an API key with the `preview` or `write` scope.',
  })
  async createdBy(
    @Root() { id }: Provenance,
    @Ctx() { provenance }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ActorSummary | null> {
    return (await provenance.loadActors(getTypeName(info), id))?.createdBy ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => ActorSummary, {
    nullable: true,
    description:
      'The API key that made the last change; that of an article is its latest revision. Null if an import or the command line made it. Requires an API key with the `preview` or `write` scope.',
  })
  async lastEditedBy(
    @Root() { id }: Provenance,
    @Ctx() { provenance }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ActorSummary | null> {
    return (await provenance.loadActors(getTypeName(info), id))?.lastEditedBy ?? null;
  }

  @Authorized('preview', 'write')
  @FieldResolver(() => Origin, {
    nullable: true,
    description:
      'The source of what an import brought, or of an article that `createArticle` saved with an `origin`. Null for all others. Requires an API key with the `preview` or `write` scope.',
  })
  async origin(
    @Root() row: Provenance,
    @Ctx() { provenance }: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Origin | null> {
    const type = getTypeName(info);
    const stored = await provenance.loadOrigin(type, row.id);
    const editUrl = stored && type === 'Article' ? buildEditUrl(stored, (row as Article).kind) : null;
    return stored && { ...stored, editUrl };
  }
}

function getTypeName({ parentType }: GraphQLResolveInfo): ProvenanceTypeName {
  return parentType.name as ProvenanceTypeName;
}
