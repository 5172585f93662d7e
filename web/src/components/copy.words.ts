import { catalogue } from '../words';

export const words = catalogue({
  ko: { copy: '복사', copied: '복사했어요', select: '복사하지 못했어요. 글을 길게 눌러 복사해 주세요.' },
  en: { copy: 'Copy', copied: 'Copied', select: 'It could not be copied. Select the text and copy it.' },
});
