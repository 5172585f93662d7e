import { catalogue } from '../words';

export const words = catalogue({
  ko: {
    advice: {
      too_small: (width: number, height: number) => `사진이 너무 작아요(${width}×${height}). 휴대폰 원본 사진을 올려 주세요.`,
      too_long: () => '사진이 너무 길쭉해요. 음식이 가운데 오도록 다시 찍어 주세요.',
      too_dark: () => '사진이 너무 어두워 음식이 보이지 않아요. 조명을 켜고 다시 찍어 주세요.',
      nothing_seen: () => '사진에서 음식이 보이지 않아요. 음식이 나오게 다시 찍어 주세요.',
      blurred: () => '사진이 많이 흔들렸어요. 음식을 눌러 초점을 맞추고 다시 찍어 주세요.',
      soft: () => '초점이 조금 흐려요. 음식을 눌러 초점을 맞추면 더 선명해져요.',
      dark: () => '사진이 조금 어두워요. 창가나 조명 아래에서 찍으면 더 맛있어 보여요.',
      bright: () => '사진이 너무 밝아요. 음식이 하얗게 날아가지 않게 밝기를 낮춰 주세요.',
      small: (width: number, height: number) => `사진이 작은 편이에요(${width}×${height}). 원본을 올리면 더 선명해져요.`,
    },
  },
  en: {
    advice: {
      too_small: (width, height) => `The photo is too small (${width}×${height}). Choose the original from the phone.`,
      too_long: () => 'The photo is too long. Take it again with the dish in the middle.',
      too_dark: () => 'It is too dark to see the dish. Switch a light on and take it again.',
      nothing_seen: () => 'No dish can be seen. Take the photo again.',
      blurred: () => 'The photo is shaken. Tap the dish to focus and take it again.',
      soft: () => 'It is slightly out of focus. Tap the dish to focus and it gets crisper.',
      dark: () => 'It is a little dark. By a window or under a lamp the dish looks better.',
      bright: () => 'It is very bright. Lower the brightness so that the dish is not washed out.',
      small: (width, height) => `The photo is rather small (${width}×${height}). The original would be crisper.`,
    },
  },
});
