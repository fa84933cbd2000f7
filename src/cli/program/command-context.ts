import type { WithDatabase } from '../../app/app-module.js';
import type { ContentModel } from '../../fields/content-model.js';

/** Values of the program that commands need. */
export interface CommandContext {
  withDatabase: WithDatabase;
  /** Loads the content model of the site that the settings name. */
  loadModel(): Promise<ContentModel>;
}
