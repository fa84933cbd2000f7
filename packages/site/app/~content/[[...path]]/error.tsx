'use client';

export { default } from '../../../unavailable';
