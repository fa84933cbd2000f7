import { Directive, InputType } from 'type-graphql';
import { PathLookupInput } from '../../shared/references/lookup.js';

@Directive('@oneOf')
@InputType({ description: 'A key of a tag.' })
export class TagBy extends PathLookupInput {}
