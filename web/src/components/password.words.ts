import { catalogue } from '../words';

export const words = catalogue({
  ko: { show: '비밀번호 보기' },
  en: { show: 'Show password' },
});
