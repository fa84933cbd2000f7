import type { connect, OpenDatabase } from '../../database/connect.js';
import type { ContentModel } from '../../fields/content-model.js';

/** What commands need of the program. */
export interface CommandContext {
  withDatabase: WithDatabase;
  /** Loads the content model of the site that the settings name. */
  loadModel(): Promise<ContentModel>;
}

/** Opens the database for a command and closes it afterwards. */
export type WithDatabase = <T>(
  work: (database: OpenDatabase) => Promise<T>,
  options?: Parameters<typeof connect>[1],
) => Promise<T>;
