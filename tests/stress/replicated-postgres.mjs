import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { resolvePostgresBinaries } from '../../dist/database/embedded/binaries.js';
import { resolvePostgresUser, runPostgresProgram } from '../../dist/database/embedded/run-binary.js';

const run = promisify(execFile);
const USER = 'dateline';
const STANDBY = 'standby';
/** Every process here may be killed; the machine is not. */
const SETTINGS = {
  fsync: 'off',
  listen_addresses: '',
  max_connections: 150,
  wal_keep_size: '1GB',
  wal_retrieve_retry_interval: '100ms',
  log_min_messages: 'fatal',
};

/**
 * A primary and a standby that confirms each commit before its client hears of it, so that a failover loses no
 * acknowledged write. Of the embedded PostgreSQL's binaries, which have no pg_basebackup.
 */
export class ReplicatedPostgres {
  #folder;
  #account;
  #pgCtl;
  #servers = 0;
  #primary;
  #standby;
  #client;

  static async start() {
    const cluster = new ReplicatedPostgres();
    await cluster.#begin();
    return cluster;
  }

  /** Where the primary listens. */
  get socketPath() {
    return join(this.#primary.sockets, '.s.PGSQL.5432');
  }

  /** Runs a statement on the primary, past any proxy. */
  async rows(sql, values) {
    return (await this.#client.query(sql, values)).rows;
  }

  /** `fast` breaks off what runs and stops in order; `immediate` is a crash. */
  async restart(mode) {
    await this.#stop(this.#primary, mode);
    await this.#start(this.#primary);
    await this.#untilInStep();
  }

  /** The primary crashes, and the standby takes its place. Call `completed` once clients are led to it. */
  async failOver() {
    await this.#client.end().catch(() => undefined);
    await this.#stop(this.#primary, 'immediate');
    const former = this.#primary;
    this.#primary = this.#standby;
    await this.#control('promote', '-D', this.#primary.data);
    await this.#connect();
    await this.#client.query('ALTER SYSTEM RESET synchronous_standby_names');
    await this.#client.query('SELECT pg_reload_conf()');
    await rm(former.data, { recursive: true, force: true });
  }

  /** Makes a standby of the present primary. */
  async addStandby() {
    const standby = await this.#makeFolders();
    await this.#client.query("SELECT pg_backup_start('standby', true)");
    // Files that vanish meanwhile are none that a base backup needs.
    await run('cp', ['-a', this.#primary.data, standby.data]).catch(() => undefined);
    const { rows } = await this.#client.query('SELECT labelfile FROM pg_backup_stop(false)');
    for (const each of ['postmaster.pid', 'postmaster.opts', 'pg_wal', 'standby.signal']) {
      await rm(join(standby.data, each), { recursive: true, force: true });
    }
    await mkdir(join(standby.data, 'pg_wal'));
    await writeFile(join(standby.data, 'backup_label'), rows[0].labelfile);
    await writeFile(join(standby.data, 'standby.signal'), '');
    const from = `host=${this.#primary.sockets} user=${USER} application_name=${STANDBY}`;
    await appendFile(join(standby.data, 'postgresql.auto.conf'), `primary_conninfo = '${from}'\n`);
    await this.#own(standby.data);
    await this.#start(standby);
    this.#standby = standby;
    await this.#client.query(`ALTER SYSTEM SET synchronous_standby_names = '${STANDBY}'`);
    await this.#client.query('SELECT pg_reload_conf()');
    await this.#untilInStep();
  }

  async stop() {
    await this.#client?.end().catch(() => undefined);
    for (const server of [this.#standby, this.#primary]) {
      if (server) await this.#stop(server, 'immediate').catch(() => undefined);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #begin() {
    this.#folder = await mkdtemp(join(tmpdir(), 'dateline-ha-'));
    const { initdb, pgCtl } = await resolvePostgresBinaries();
    this.#pgCtl = pgCtl;
    this.#account = resolvePostgresUser(this.#folder);
    await this.#own(this.#folder);
    this.#primary = await this.#makeFolders();
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
    await this.#run(initdb, '-D', this.#primary.data, '-U', USER, '-A', 'trust', ...locale);
    const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = '${value}'\n`);
    await appendFile(join(this.#primary.data, 'postgresql.conf'), lines.join(''));
    await this.#start(this.#primary);
    await this.#connect('postgres');
    await this.#client.query(`CREATE DATABASE ${USER}`);
    await this.#client.end();
    await this.#connect();
    await this.addStandby();
  }

  async #makeFolders() {
    this.#servers += 1;
    const data = join(this.#folder, `data${this.#servers}`);
    const sockets = join(this.#folder, `s${this.#servers}`);
    await mkdir(sockets);
    await this.#own(sockets);
    return { data, sockets };
  }

  async #start({ data, sockets }) {
    const options = `-c unix_socket_directories=${sockets}`;
    await this.#control('start', '-D', data, '-o', options, '-l', `${data}.log`);
    if (data === this.#primary.data && this.#client) await this.#connect();
  }

  async #stop({ data }, mode) {
    await this.#control('stop', '-D', data, '-m', mode);
  }

  async #connect(database = USER) {
    this.#client = new pg.Client({ host: this.#primary.sockets, user: USER, database });
    this.#client.on('error', () => undefined);
    await this.#client.connect();
    // What is looked at or killed from here waits for no standby.
    await this.#client.query("SET synchronous_commit = 'local'");
  }

  /** Until the standby confirms commits. */
  async #untilInStep() {
    for (;;) {
      const { rows } = await this.#client.query('SELECT sync_state FROM pg_stat_replication');
      if (rows.some(({ sync_state }) => sync_state === 'sync')) return;
      await sleep(50);
    }
  }

  #control(verb, ...args) {
    return this.#run(this.#pgCtl, verb, '-w', '-s', '-t', '120', ...args);
  }

  #run(program, ...args) {
    return runPostgresProgram(program, args, this.#folder, this.#account);
  }

  async #own(path) {
    if (!this.#account) return;
    const { uid, gid } = this.#account;
    await chown(path, uid, gid);
    await run('chown', ['-R', `${uid}:${gid}`, path]);
  }
}
