'use client';

import { PreviewBar } from '@dateline/client/react';
import { useRouter } from 'next/navigation';

export const Preview = () => <PreviewBar className="preview" onChange={useRouter().refresh} />;
