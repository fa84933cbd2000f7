import type { Nodes } from 'mdast';
import { requireValue } from '../../shared/require-value.js';

const MESSAGE = 'Parsed Markdown has positions.';

/** Returns the start and end of a parsed node in its text. */
export function getOffsets({ position }: Nodes): { from: number; to: number } {
  return {
    from: requireValue(position?.start.offset, MESSAGE),
    to: requireValue(position?.end.offset, MESSAGE),
  };
}
