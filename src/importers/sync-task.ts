/** Name of the job that synchronises the followed site. */
export const SYNC_TASK = 'sync_site';
