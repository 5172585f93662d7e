import { catalogue } from '../words';

export const words = catalogue({
  ko: { keep: '그만두기' },
  en: { keep: 'Not now' },
});
