import Unavailable from '../../../unavailable';

export const metadata = { title: 'Back in a moment', robots: 'noindex' };

/** The page that `proxy` shows with the status 503 while the gateway is away and the page is not stored. */
export default Unavailable;
