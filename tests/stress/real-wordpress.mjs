// A real WordPress in a folder of its own, with the plugin of packages/wordpress: MariaDB, PHP-FPM and nginx, or PHP's own server.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFreePort } from '../bench/servers.mjs';

const PLUGIN = fileURLToPath(new URL('../../packages/wordpress', import.meta.url));
/** Where Debian's package has WordPress; WORDPRESS_DIR names another folder. */
const SOURCE = process.env.WORDPRESS_DIR ?? '/usr/share/wordpress';

/** Returns true if WordPress, PHP and MariaDB are installed. */
export function hasWordPress() {
  const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  return (
    existsSync(join(SOURCE, 'wp-load.php')) && has('php') && has('mariadbd') && has('mariadb-install-db')
  );
}

/** Returns the programs of PHP-FPM and nginx, behind which most sites run; null if they are not installed. */
function findServers() {
  const fpm = readdirSync('/usr/sbin').find((name) => name.startsWith('php-fpm'));
  const hasNginx = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0;
  return fpm && hasNginx && process.env.WORDPRESS_SERVER !== 'php'
    ? { fpm: join('/usr/sbin', fpm), nginx: 'nginx' }
    : null;
}

/** Starts what serves the site: PHP-FPM and nginx, or PHP's own server. */
async function startServer(folder, site, port) {
  const servers = findServers();
  if (!servers) {
    const env = { ...process.env, PHP_CLI_SERVER_WORKERS: '4' };
    return [spawn('php', ['-S', `127.0.0.1:${port}`, '-t', site], { stdio: 'ignore', env })];
  }
  const socket = join(folder, 'fpm.sock');
  const isRoot = process.getuid() === 0;
  const user = isRoot ? 'user=root\ngroup=root\n' : '';
  await writeFile(
    join(folder, 'fpm.conf'),
    `[global]\nerror_log=${folder}/fpm.log\ndaemonize=no\n[www]\n${user}listen=${socket}\nlisten.mode=0666\npm=static\npm.max_children=4\n`,
  );
  const temporary = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  await writeFile(
    join(folder, 'nginx.conf'),
    `${isRoot ? 'user root;' : ''} daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events {}
    http { access_log off; include /etc/nginx/mime.types; client_max_body_size 100m; ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; root ${site}; index index.php;
        location / { try_files $uri $uri/ /index.php?$args; }
        location ~ \\.php$ { include /etc/nginx/fastcgi_params; fastcgi_param HTTP_HOST $http_host;
          fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_pass unix:${socket}; } } }`,
  );
  return [
    spawn(servers.fpm, ['-y', join(folder, 'fpm.conf'), ...(isRoot ? ['-R'] : [])], { stdio: 'ignore' }),
    spawn(servers.nginx, ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' }),
  ];
}

/** Installs and starts a WordPress in a folder. `configure` is PHP of its configuration. */
export async function startWordPress(folder, { configure = '' } = {}) {
  const site = join(folder, 'site');
  const data = join(folder, 'mysql');
  const socket = join(folder, 'db.sock');
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await cp(SOURCE, site, { recursive: true, dereference: true });
  await rm(join(site, 'wp-config.php'), { force: true });
  await cp(PLUGIN, join(site, 'wp-content/plugins/dateline'), { recursive: true });
  const user = `--user=${userInfo().username}`;
  const run = promisify(execFile);
  await run('mariadb-install-db', [
    '--no-defaults',
    user,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
  ]);
  const children = [
    spawn(
      'mariadbd',
      ['--no-defaults', user, `--datadir=${data}`, `--socket=${socket}`, '--skip-networking'],
      { stdio: 'ignore' },
    ),
  ];
  const stop = async () => {
    for (const child of children) child.kill();
    await Promise.all(
      children.map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done))),
    );
  };
  try {
    const sql = 'create database wp character set utf8mb4';
    const create = () => run('mariadb', ['--no-defaults', '--user=root', `--socket=${socket}`, '-e', sql]);
    for (let tries = 0; ; tries += 1) {
      const error = await create().then(
        () => null,
        (reason) => reason,
      );
      if (!error) break;
      if (tries > 100) throw error;
      await sleep(200);
    }
    await writeConfig(site, { socket, url, configure });
    const php = (code) => runPhp(site, port, code);
    await php(INSTALL);
    children.push(...(await startServer(folder, site, port)));
    while (!(await fetch(`${url}/wp-json/`).catch(() => null))?.ok) await sleep(100);
    const createPassword = `echo WP_Application_Passwords::create_new_application_password(get_user_by('login', $argv[1] ?? 'admin')->ID, ['name' => uniqid()])[0];`;
    const login = `admin:${await php(createPassword)}`;
    const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    /** Sends a request to the REST API, as the block editor does. */
    const rest = async (method, path, body) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await fetch(`${url}/wp-json/${path}`, { method, headers, body: JSON.stringify(body) });
      const json = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json).slice(0, 300)}`);
      return json;
    };
    return { url, login, password: 'adminpw', php, rest, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const INSTALL = `
  require_once ABSPATH . 'wp-admin/includes/upgrade.php';
  wp_install('Bench News', 'admin', 'admin@example.org', true, '', 'adminpw');
  update_option('permalink_structure', '/%postname%/');
  require_once ABSPATH . 'wp-admin/includes/plugin.php';
  activate_plugin('dateline/dateline.php');`;

async function writeConfig(site, { socket, url, configure }) {
  const keys = [
    'AUTH_KEY',
    'SECURE_AUTH_KEY',
    'LOGGED_IN_KEY',
    'NONCE_KEY',
    'AUTH_SALT',
    'SECURE_AUTH_SALT',
    'LOGGED_IN_SALT',
    'NONCE_SALT',
  ];
  const constants = {
    ...{
      DB_NAME: 'wp',
      DB_USER: 'root',
      DB_PASSWORD: '',
      DB_HOST: `localhost:${socket}`,
      DB_CHARSET: 'utf8mb4',
      DB_COLLATE: '',
    },
    ...{
      DISABLE_WP_CRON: true,
      WP_HTTP_BLOCK_EXTERNAL: true,
      AUTOMATIC_UPDATER_DISABLED: true,
      WP_ENVIRONMENT_TYPE: 'local',
    },
    ...{ WP_HOME: url, WP_SITEURL: url },
    ...Object.fromEntries(keys.map((key) => [key, `x${key}`])),
  };
  const lines = Object.entries(constants).map(
    ([name, value]) => `define('${name}', ${typeof value === 'string' ? `'${value}'` : value});`,
  );
  const end = `$table_prefix = 'wp_'; if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/'); require_once ABSPATH . 'wp-settings.php';`;
  await writeFile(join(site, 'wp-config.php'), `<?php\n${configure}\n${lines.join('\n')}\n${end}\n`);
  await mkdir(join(site, 'wp-content/uploads'), { recursive: true });
}

/** Runs PHP in the WordPress and returns what it prints. */
async function runPhp(site, port, code) {
  const server = `$_SERVER = array_merge($_SERVER, ['HTTP_HOST' => '127.0.0.1:${port}', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/']);`;
  const installing = code === INSTALL ? `define('WP_INSTALLING', true);` : '';
  const script = `${server} ${installing} require '${site}/wp-load.php'; ${code}`;
  const { stdout } = await promisify(execFile)('php', ['-d', 'display_errors=0', '-r', script], {
    maxBuffer: 2 ** 26,
  });
  return stdout.trim();
}
