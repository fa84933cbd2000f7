import { Field } from 'type-graphql';
import { SiteBoxInput } from '../site/box.inputs.js';
import { UpdateSiteInput } from '../site/site.inputs.js';
import { CreateSectionInput, UpdateSectionInput } from '../taxonomy/taxonomy.inputs.js';

const OF_SECTION =
  'The ID or slug of the newsletter that the pages of the section offer. NOT_FOUND if there is none. Null for that of its parent.';

/** Inputs with a newsletter, and the description of their field. */
const INPUTS = [
  {
    Input: UpdateSiteInput,
    description:
      'The ID or slug of the newsletter that pages offer. NOT_FOUND if there is none. Null for none.',
  },
  { Input: CreateSectionInput, description: OF_SECTION },
  { Input: UpdateSectionInput, description: OF_SECTION },
  {
    Input: SiteBoxInput,
    description:
      'The ID or slug of the newsletter that the box offers. NOT_FOUND if there is none. Null for that of the page in the box NEWSLETTER, and for none in others.',
  },
];

/**
 * Adds the field `newsletter` to the inputs of pages, which a build without newsletters does not have. Call it once,
 * before the schema is built.
 */
export function declareNewsletterInputs(): void {
  for (const { Input, description } of INPUTS)
    Field(() => String, { nullable: true, description })(Input.prototype, 'newsletter');
}
