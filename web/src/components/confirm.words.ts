import { catalogue } from '../words';

export const words = catalogue({
  ko: { keep: '아니요' },
  en: { keep: 'No' },
});
