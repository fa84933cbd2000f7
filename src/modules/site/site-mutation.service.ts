import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { UpdateSiteInput } from './site.inputs.js';
import type { UpdateSitePayload } from './site.type.js';
import { saveSite } from './write-site.js';

/** Changes the publication for editors. */
export class SiteService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly site: { refresh(): Promise<void> },
  ) {}

  async update(actor: Actor, input: UpdateSiteInput): Promise<UpdateSitePayload> {
    const call = { actor, action: 'updateSite', input };
    const payload = await runMutation<UpdateSitePayload>(
      this.prisma,
      call,
      { isUpdated: false },
      async (tx) => {
        const outcome = { changed: await saveSite(tx, input) };
        return { payload: { isUpdated: true, userErrors: [] }, target: null, outcome };
      },
    );
    // The payload shows the site before the change log is read.
    if (payload.isUpdated) await this.site.refresh();
    return payload;
  }
}
