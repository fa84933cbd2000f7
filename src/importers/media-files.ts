/** What addresses of files look like, by what is in them. */
export const IMAGE = /\.(jpe?g|png|gif|webp|avif|svg|bmp)([?#]|$)/i;
export const AUDIO = /\.(mp3|m4a|ogg|oga|wav|flac|aac|wma)([?#]|$)/i;
export const VIDEO = /\.(mp4|m4v|webm|ogv|mov|flv|wmv)([?#]|$)/i;
