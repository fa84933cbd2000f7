/** Name of the job that brings the followed site to where it stands now. */
export const SYNC_TASK = 'sync_site';
