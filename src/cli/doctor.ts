import type { Command } from 'commander';
import { examine, formatFindings } from './doctor/doctor.js';

/** Adds `dateline doctor`, which ends with 1 when a check has failed. */
export function addDoctorCommand(command: Command): void {
  command.option('--json', 'print an array of JSON objects').action(async ({ json }: { json?: boolean }) => {
    const findings = await examine();
    console.log(json ? JSON.stringify(findings, null, 2) : formatFindings(findings));
    process.exitCode = findings.some(({ status }) => status === 'failed') ? 1 : 0;
  });
}
