// Players of lists that are shown, one a list however many stages show it.

import { type DisplayList, openPlayer, type Player } from '../player';

const players = new WeakMap<DisplayList, Promise<Player>>();

export function opened(list: DisplayList): Promise<Player> {
  let player = players.get(list);
  if (!player) players.set(list, (player = openPlayer(list)));
  return player;
}
