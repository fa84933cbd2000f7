import { createHash } from 'node:crypto';
import { getBlockName } from '../../content/blocks/block-names.js';
import type { LinkBase } from '../../content/blocks/link.js';
import { readBlock } from '../../content/blocks/read-block.js';
import type { StoredBlock } from '../../content/blocks/stored-block.js';
import type { BlockName, BlockOf, TypedBlock } from '../../content/blocks/typed-block.js';

/** The text that blocks belong to. */
export interface BlockOwner {
  /** Identifies the text in the whole graph, e.g. article:12. */
  key: string;
  base: LinkBase;
  /** Makes the paths of the library's files in HTML absolute. */
  resolveMediaUrls(html: string): string;
  /** Creates the object of a block's type in the graph. */
  createBlock(view: BlockView): object;
}

type KnownBlock<Name extends BlockName> = BlockOf<Name> | Extract<StoredBlock, { __typename: Name }>;

/** Source of a block's fields: the stored block, and its HTML only when a field needs more. */
export class BlockView {
  readonly name: BlockName;
  private typed: TypedBlock | undefined;

  /** `occurrence` counts earlier blocks of the text with the same HTML. */
  constructor(
    private readonly owner: BlockOwner,
    private readonly block: StoredBlock | TypedBlock,
    private readonly occurrence: number,
    isRead: boolean,
  ) {
    if (isRead) this.typed = block as TypedBlock;
    this.name = isRead ? block.__typename : getBlockName(block as StoredBlock, owner.base);
  }

  get html(): string {
    return this.owner.resolveMediaUrls(this.block.html);
  }

  /**
   * Derived from the content, so that blocks keep it when others are inserted, and two perspectives do not share
   * the ID of different blocks.
   */
  get id(): string {
    const content = `${this.owner.key}\n${this.occurrence}\n${this.block.html}`;
    return createHash('sha256').update(content).digest('base64url').slice(0, 22);
  }

  /** Returns the fields that are stored with the block, without reading its HTML. */
  getKnown<Name extends BlockName>(name: Name): KnownBlock<Name> {
    return (this.block.__typename === name ? this.block : this.read(name)) as KnownBlock<Name>;
  }

  /** Returns all fields, read from the HTML of the block. */
  read<Name extends BlockName>(_name: Name): BlockOf<Name> {
    this.typed ??= readBlock(this.html, this.owner.base);
    return this.typed as BlockOf<Name>;
  }

  /** Returns the blocks within this one. */
  nest(blocks: TypedBlock[]): object[] {
    return createBlocks({ ...this.owner, key: `${this.owner.key}/${this.id}` }, blocks, true);
  }
}

/** Returns the blocks of a text for the graph. */
export function createBlocks(
  owner: BlockOwner,
  blocks: readonly (StoredBlock | TypedBlock)[],
  areRead = false,
): object[] {
  const counts = new Map<string, number>();
  return blocks.map((block) => {
    const occurrence = counts.get(block.html) ?? 0;
    counts.set(block.html, occurrence + 1);
    return owner.createBlock(new BlockView(owner, block, occurrence, areRead));
  });
}
