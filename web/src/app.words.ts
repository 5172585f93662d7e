import { catalogue } from './words';

export const words = catalogue({
  ko: {
    name: '사장픽',
    skip: '본문으로 건너뛰기',
    menu: '주 메뉴',
    tabs: { create: '만들기', studio: '스튜디오', history: '내역', me: '내 정보', admin: '관리' },
    credits: (count: number) => `남은 크레딧 ${count}개`,
    signIn: '로그인',
    loading: '불러오는 중이에요',
    again: '다시 시도',
    close: '닫기',
    notices: '알림',
    missing: { title: '없는 페이지예요', text: '주소가 바뀌었거나 지워졌어요.', act: '쇼츠 만들러 가기' },
    offline: '인터넷이 끊겼어요. 연결되면 이어서 할게요.',
  },
  en: {
    name: 'Sajangpick',
    skip: 'Skip to content',
    menu: 'Main menu',
    tabs: { create: 'Create', studio: 'Studio', history: 'History', me: 'Me', admin: 'Admin' },
    credits: (count: number) => `${count} credits left`,
    signIn: 'Sign in',
    loading: 'Loading',
    again: 'Try again',
    close: 'Close',
    notices: 'Notices',
    missing: { title: 'There is no such page', text: 'Its address has changed, or it was deleted.', act: 'Make a short' },
    offline: 'There is no connection. We go on as soon as it is back.',
  },
});
