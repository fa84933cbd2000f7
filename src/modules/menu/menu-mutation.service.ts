import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { runMutation } from '../../mutations/run-mutation.js';
import type { SiteLanguages } from '../../shared/languages.js';
import type { SetMenuInput } from './menu.inputs.js';
import type { SetMenuPayload } from './menu.type.js';
import { checkMenu, saveMenu } from './write-menu.js';

/** Sets menus for editors. */
export class MenuService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly languages: SiteLanguages,
  ) {}

  set(actor: Actor, input: SetMenuInput): Promise<SetMenuPayload> {
    const call = { actor, action: 'setMenu', input };
    return runMutation<SetMenuPayload>(this.prisma, call, { location: null }, async (tx) => {
      const menu = checkMenu(input, this.languages);
      await saveMenu(tx, menu, null);
      const { location, items } = menu;
      const outcome = { location, items: items.length };
      return { payload: { location, userErrors: [] }, target: null, outcome };
    });
  }
}
