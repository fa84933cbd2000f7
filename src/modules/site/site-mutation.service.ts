import { assertInputScope, type ForbiddenAttemptLog } from '../../auth/auth-checker.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import type { UpdateSiteInput } from './site.inputs.js';
import type { UpdateSitePayload } from './site.type.js';
import {
  discardSiteDraft,
  loadSiteTexts,
  publishSiteDraft,
  saveSiteAtOnce,
  saveSiteDraft,
} from './site-draft.js';
import { listInputNames, readSiteValues, type SiteValues } from './site-values.js';

/** Mutation of the publication. */
interface Call {
  actor: Actor;
  action: string;
  input: object;
}

/** Changes the publication for editors. */
export class SiteService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly site: { refresh(): Promise<void> },
    private readonly forbidden: ForbiddenAttemptLog,
    private readonly languages: SiteLanguages,
  ) {}

  async update(actor: Actor, input: UpdateSiteInput): Promise<UpdateSitePayload> {
    const call = { actor, action: 'updateSite', input };
    const isPublished = input.publish ?? true;
    await assertInputScope(this.forbidden, actor, call, isPublished ? 'publish' : 'write');
    const save = isPublished ? saveSiteAtOnce : saveSiteDraft;
    const { languages } = this;
    return this.write(call, isPublished, async (tx) => {
      const present = () => loadSiteTexts(tx, isPublished);
      return save(tx, await readSiteValues(tx, input, { languages, present }));
    });
  }

  publish(actor: Actor): Promise<UpdateSitePayload> {
    return this.write({ actor, action: 'publishSite', input: {} }, true, publishSiteDraft);
  }

  discard(actor: Actor): Promise<UpdateSitePayload> {
    return this.write({ actor, action: 'discardSiteChanges', input: {} }, false, discardSiteDraft);
  }

  private async write(
    call: Call,
    isPublished: boolean,
    change: (tx: Transaction) => Promise<Partial<SiteValues>>,
  ): Promise<UpdateSitePayload> {
    const payload = await runMutation<UpdateSitePayload>(
      this.prisma,
      call,
      { isUpdated: false },
      async (tx) => {
        const changed = listInputNames(await change(tx));
        const outcome = { changed, ...(!isPublished && { isPublished }) };
        return { payload: { isUpdated: true, userErrors: [] }, target: null, outcome };
      },
    );
    // The payload shows the site before the change log is read.
    if (payload.isUpdated && isPublished) await this.site.refresh();
    return payload;
  }
}
