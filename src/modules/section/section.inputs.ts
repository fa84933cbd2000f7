import { Directive, InputType } from 'type-graphql';
import { PathLookupInput } from '../../shared/references/lookup.js';

@Directive('@oneOf')
@InputType({ description: 'A key of a section.' })
export class SectionBy extends PathLookupInput {}
