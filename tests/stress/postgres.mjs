import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** PostgreSQL refuses to run as root. */
const IS_ROOT = process.getuid() === 0;

/** A PostgreSQL of the system's (apt-get install postgresql), for as long as `work` takes. */
export async function withSystemPostgres(bin, work) {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-pg-'));
  if (IS_ROOT) {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
    );
    await chown(folder, uid, gid);
  }
  const data = join(folder, 'data');
  const asServer = (program, ...args) => {
    const command = [join(bin, program), ...args];
    return IS_ROOT ? run('runuser', ['-u', 'postgres', '--', ...command]) : run(command[0], command.slice(1));
  };
  await asServer('initdb', '-D', data, '-U', 'dateline', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8');
  const options = `-c listen_addresses='' -c unix_socket_directories=${folder}`;
  await asServer('pg_ctl', '-D', data, '-w', '-o', options, '-l', join(folder, 'log'), 'start');
  try {
    return await work({ host: folder, user: 'dateline' });
  } finally {
    await asServer('pg_ctl', '-D', data, '-m', 'fast', 'stop');
    await rm(folder, { recursive: true, force: true });
  }
}
