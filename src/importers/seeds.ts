import { fileURLToPath } from 'node:url';
import type { PrismaClient } from '../database/generated/client.js';
import { EditingService } from '../modules/editing/editing.service.js';
import type { ImportSummary } from './import-run.js';
import { importMarkdown } from './markdown-import.js';

const SEEDS = fileURLToPath(new URL('../../seeds', import.meta.url));

/** Fills a database that holds no content with the newsroom of seeds/; answers null when it holds some. */
export async function plantSeeds(prisma: PrismaClient): Promise<ImportSummary | null> {
  const isFilled = (await prisma.draft.count()) + (await prisma.section.count()) > 0;
  return isFilled ? null : importMarkdown(SEEDS, new EditingService(prisma));
}
