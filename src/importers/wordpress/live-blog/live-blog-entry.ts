/** Entry of a live blog of a plugin, as an export or an API has it. */
export interface WordPressEntry {
  /** ID of the comment or post that stores the entry. */
  id: string;
  /** HTML; '' for none. */
  title: string;
  /** HTML as its author wrote it. */
  content: string;
  date: Date | null;
  modified: Date | null;
  authors: WordPressEntryAuthor[];
  isKeyEvent: boolean;
  /** True for an entry that readers do not see. */
  isDraft: boolean;
}

/** Author of an entry: the ID of an account, a name, or both. */
export interface WordPressEntryAuthor {
  id: string | null;
  name: string;
}
