/** An element of an export file with its children. */
export class WxrElement {
  readonly children: WxrElement[] = [];
  /** Own text, without that of the children. */
  text = '';
  /** Messages about malformed content that was read nevertheless. */
  readonly damage: string[] = [];
  /** Why the element could not be read to its end, or null. */
  failure: string | null = null;

  constructor(
    readonly name: string,
    readonly attributes: Record<string, string>,
    /** Line of the start tag, counted from 1. */
    readonly line: number,
  ) {}

  findChildren(name: string): WxrElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** Returns the text of the first child with a name, or '' if there is none. */
  getText(name: string): string {
    return this.children.find((child) => child.name === name)?.text ?? '';
  }
}
