import { Missing } from '../../../missing';

export const instant = false;
export const metadata = { title: 'Page not found' };

export default Missing;
