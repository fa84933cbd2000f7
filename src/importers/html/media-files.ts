/** What addresses of files look like, by what is in them. */
export const IMAGE_URL = /\.(jpe?g|png|gif|webp|avif|svg|bmp)([?#]|$)/i;
export const AUDIO_URL = /\.(mp3|m4a|ogg|oga|wav|flac|aac|wma)([?#]|$)/i;
export const VIDEO_URL = /\.(mp4|m4v|webm|ogv|mov|flv|wmv)([?#]|$)/i;
