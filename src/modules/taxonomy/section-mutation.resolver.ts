import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { Section } from '../section/section.type.js';
import {
  CreateSectionInput,
  DeleteSectionInput,
  MergeSectionsInput,
  UpdateSectionInput,
} from './taxonomy.inputs.js';
import type { TaxonomyService } from './taxonomy.service.js';
import { DeleteSectionPayload, SectionPayload } from './taxonomy.type.js';

@Resolver(() => SectionPayload)
export class SectionMutationResolver {
  constructor(private readonly service: TaxonomyService) {}

  @Authorized('publish')
  @Mutation(() => SectionPayload, {
    nullable: true,
    description: 'Creates a section, which is public at once. Requires an API key with the `publish` scope.',
  })
  createSection(
    @Arg('input', () => CreateSectionInput, { description: 'The data of the section. A name is required.' })
    input: CreateSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<SectionPayload> {
    return this.service.create('section', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SectionPayload, {
    nullable: true,
    description:
      'Renames, moves or describes a section at once. Its articles move with it, and every former path redirects to the new one. TAKEN names the content at a new path; INVALID refuses a cycle. Requires an API key with the `publish` scope.',
  })
  updateSection(
    @Arg('input', () => UpdateSectionInput, { description: 'The section and the fields to change.' })
    input: UpdateSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<SectionPayload> {
    return this.service.update('section', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SectionPayload, {
    nullable: true,
    description:
      'Merges sections at once: `into` gets the articles and subsections of the others. Former paths redirect, and former names in revisions and imports resolve to it. TAKEN names the content at a new path. Requires an API key with the `publish` scope.',
  })
  mergeSections(
    @Arg('input', () => MergeSectionsInput, {
      description: 'The sections to merge, and the section that remains.',
    })
    input: MergeSectionsInput,
    @Ctx() context: ActorContext,
  ): Promise<SectionPayload> {
    return this.service.merge('section', getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteSectionPayload, {
    nullable: true,
    description:
      'Deletes an empty section. Its path becomes GONE. NOT_ALLOWED tells what it contains. Requires an API key with the `publish` scope.',
  })
  deleteSection(
    @Arg('input', () => DeleteSectionInput, {
      description: 'The section to delete. NOT_ALLOWED while it contains articles or sections.',
    })
    input: DeleteSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteSectionPayload> {
    return this.service.delete('section', getActor(context), input);
  }

  @FieldResolver(() => Section, { nullable: true, description: 'The section. Null if the mutation failed.' })
  async section(
    @Root() { sectionId }: SectionPayload,
    @Ctx() { sections }: Context,
  ): Promise<Section | null> {
    return sectionId === null ? null : (await sections.getTree()).findById(sectionId);
  }
}
