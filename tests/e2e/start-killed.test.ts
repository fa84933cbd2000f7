import { afterAll, afterEach, expect, test } from '@jest/globals';
import { DataFolderFixture, findServerPid } from '../support/data-folder.js';
import { DatelineProcess } from '../support/dateline-process.js';
import { waitUntil } from '../support/until.js';

const folders = new DataFolderFixture();

afterEach(() => DatelineProcess.killAll());
afterAll(() => folders.remove());

test.each(['1', '2'])(
  '%s gateways stop, and their database, when dateline start is killed',
  async (WORKERS) => {
    const DATA_DIR = await folders.createFolder();
    const launcher = new DatelineProcess('cli.js', ['start'], { DATA_DIR, SEED: 'false', WORKERS });
    await launcher.waitForOutput(/Dateline is ready/);
    launcher.signal('SIGKILL');
    await waitUntil(() => findServerPid(DATA_DIR) === null);
    expect(await launcher.ended).toEqual({ code: null, signal: 'SIGKILL' });
  },
);
