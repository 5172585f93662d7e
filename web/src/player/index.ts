// The player of display lists, whole: what pages and tests open.

export type { ClipPlace, DisplayList } from './list';
export { type Dish, livingPhoto } from './living';
export type { Still } from './pixels';
export { type Living, openPlayer, type Pictures, type Player } from './player';
