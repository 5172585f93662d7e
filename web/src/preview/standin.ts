// What stands where a dish will be as long as there is no photo.

import type { Living } from '../player';

// Around the middle grey for which the service then chooses the colours of letters.
const MIDDLE = '#8e8883';
const RIM = '#6f6a66';

/** Light falling on an empty table. */
export const emptyTable: Living = (context, [left, top, width, height]) => {
  const light = context.createRadialGradient(
    left + width / 2,
    top + height * 0.55,
    0,
    left + width / 2,
    top + height * 0.55,
    height * 0.6,
  );
  light.addColorStop(0, MIDDLE);
  light.addColorStop(1, RIM);
  context.fillStyle = light;
  context.fillRect(left, top, width, height);
};
