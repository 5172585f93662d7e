export { PreviewSource, THUMBNAIL } from './source.svelte';
export { default as Stage } from './Stage.svelte';
export { fieldOf, type Preview, type Wanted } from './wanted';
