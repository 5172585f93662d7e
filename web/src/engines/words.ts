import { catalogue } from '../words';

export const words = catalogue({
  ko: {
    /** For whoever it is that makes this page's own results. */
    ours: '사장픽 엔진',
    choose: { prompt: '누가 쓸까요?', picture: '누가 그릴까요?', clip: '누가 움직이게 할까요?', render: '누가 완성할까요?' },
    maker: { prompt: '쓰는 엔진', picture: '그리는 엔진', clip: '움직이는 엔진', render: '완성하는 엔진' },
    free: '무료',
    cost: (count: string) => `${count}크레딧`,
    policy: (korean: string, _english: string, _isHome: boolean) => korean,
    ends: (day: string) => `${day}에 끝나는 엔진이에요.`,
    takesOver: (name: string) => `그 뒤에는 ${name.endsWith('엔진') ? name : `${name} 엔진`}이 만들어요.`,
    ended: (day: string) => `${day}에 끝난 엔진이에요. 지금은 만들 수 없어요.`,
    instead: (names: string) => `이 엔진이 만들 수 없을 때 대신 만드는 엔진: ${names}`,
    by: { prompt: '장면 설명', picture: '그림', clip: '움직임', render: '영상 완성' },
    madeBy: (what: string, name: string) => `${what}: ${name}`,
    before: (count: string) => `앞서 해 본 것 ${count}가지`,
    notUsed: { clip: (name: string, why: string) => `${name}의 영상은 쓰지 않았어요: ${why}`, none: (name: string, why: string) => `${name}: ${why}` },
  },
  en: {
    ours: 'Sajangpick’s engine',
    choose: { prompt: 'Who shall write it?', picture: 'Who shall draw it?', clip: 'Who shall make it move?', render: 'Who shall finish it?' },
    maker: { prompt: 'Written by', picture: 'Drawn by', clip: 'Animated by', render: 'Finished by' },
    free: 'Free',
    cost: (count: string) => (count === '1' ? '1 credit' : `${count} credits`),
    policy: (_korean: string, english: string, isHome: boolean) =>
      english ||
      (isHome
        ? 'Made here: neither photos nor words go to another company.'
        : 'What it is made of goes to another company, and that company’s rules decide what is made.'),
    ends: (day: string) => `This engine ends on ${day}.`,
    takesOver: (name: string) => `After that ${name} makes it.`,
    ended: (day: string) => `This engine ended on ${day}. It makes nothing now.`,
    instead: (names: string) => `Whenever it cannot make it: ${names}`,
    by: { prompt: 'Scene', picture: 'Picture', clip: 'Motion', render: 'Finish' },
    madeBy: (what: string, name: string) => `${what}: ${name}`,
    before: (count: string) => (count === '1' ? 'One other try before' : `${count} other tries before`),
    notUsed: { clip: (name: string, why: string) => `The clip by ${name} was not used: ${why}`, none: (name: string, why: string) => `${name}: ${why}` },
  },
});
