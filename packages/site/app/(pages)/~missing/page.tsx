import { generateMissingMetadata, Missing } from '../../../missing';

export const instant = false;
export const generateMetadata = generateMissingMetadata;

export default Missing;
