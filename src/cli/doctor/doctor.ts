import { ConfigError, readConfig } from '../../config/env.js';
import { checkDataFolder } from './check-data-folder.js';
import { checkDatabase } from './check-database.js';
import { checkMail, checkRedis } from './check-services.js';
import { checkSettings } from './check-settings.js';
import { type Finding, failed } from './finding.js';

/** Runs every check, each whatever became of the others. */
export async function examine(): Promise<Finding[]> {
  try {
    const config = readConfig();
    return [
      ...checkSettings(config),
      ...(await checkDataFolder(config)),
      ...(await checkDatabase(config)),
      await checkMail(config),
      ...(await checkRedis(config)),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      failed(
        'settings',
        error.message,
        'Correct the settings. Dateline does not start with invalid settings.',
      ),
    ];
  }
}

/** Prints findings for people: a line each, and below it what to do. */
export function formatFindings(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, message, advice }) => [
    `${status.padEnd(7)}  ${check.padEnd(width)}  ${message}`,
    ...(advice ? [`${' '.repeat(width + 11)}${advice}`] : []),
  ]);
  return lines.join('\n');
}
