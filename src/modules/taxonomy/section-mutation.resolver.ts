import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { Section } from '../section/section.type.js';
import type { SectionService } from './section-mutation.service.js';
import { CreateSectionInput, DeleteSectionInput, UpdateSectionInput } from './taxonomy.inputs.js';
import { DeleteSectionPayload, SectionPayload } from './taxonomy.type.js';

interface SectionContext {
  sections: { getTree(): Promise<{ findById(id: number): Section | null }> };
}

@Resolver(() => SectionPayload)
export class SectionMutationResolver {
  constructor(private readonly service: SectionService) {}

  @Authorized('publish')
  @Mutation(() => SectionPayload, { description: 'Adds a section; readers see it at once.' })
  createSection(
    @Arg('input', () => CreateSectionInput, { description: 'What it is: a name at least.' })
    input: CreateSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<SectionPayload> {
    return this.service.create(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => SectionPayload, {
    description:
      'Renames, moves or describes a section; readers see it at once. Its articles move along, and every old address leads to the new one. TAKEN names what lives at a new address, INVALID refuses a loop.',
  })
  updateSection(
    @Arg('input', () => UpdateSectionInput, { description: 'Which section, and what of it is to change.' })
    input: UpdateSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<SectionPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('publish')
  @Mutation(() => DeleteSectionPayload, {
    description: 'Deletes an empty section; its address answers GONE. NOT_ALLOWED says what it holds.',
  })
  deleteSection(
    @Arg('input', () => DeleteSectionInput, {
      description: 'Which section; NOT_ALLOWED while anything is filed in it or stands below it.',
    })
    input: DeleteSectionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteSectionPayload> {
    return this.service.delete(getActor(context), input);
  }

  @FieldResolver(() => Section, { nullable: true, description: 'Null when the write was refused.' })
  async section(
    @Root() { sectionId }: SectionPayload,
    @Ctx() { sections }: SectionContext,
  ): Promise<Section | null> {
    return sectionId === null ? null : (await sections.getTree()).findById(sectionId);
  }
}
