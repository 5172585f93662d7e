"""Does this dish steam? A dictionary of Korean menu words, read the way a menu is read.

A longer word hides the shorter ones inside it (회식 hides 회, 아이스크림 hides 아이스). Of the words left:
1. a temperature said outright decides (아이스 아메리카노, 따뜻한 두유; both at once say nothing);
2. a dish that is never served hot decides (냉면, 빙수, 물회, 초밥);
3. otherwise the last word does, because a Korean name ends in what the dish is (와인 소스 스테이크, 치킨 샐러드).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Heat(StrEnum):
    """Whether a dish is served steaming."""

    HOT = "hot"
    COLD = "cold"
    UNKNOWN = "unknown"


def heat_of(menu: str) -> Heat:
    """Whether the dish of that menu name steams; UNKNOWN if its words do not tell."""
    found = _words(menu)
    said = {word.heat for word in found if word.weight is _Weight.SAID}
    if said:
        return said.pop() if len(said) == 1 else Heat.UNKNOWN
    if any(word.weight is _Weight.NEVER_HOT for word in found):
        return Heat.COLD
    telling = [word.heat for word in found if word.heat is not Heat.UNKNOWN]
    return telling[-1] if telling else Heat.UNKNOWN


class _Weight(IntEnum):
    SILENT = 0
    USUAL = 1
    NEVER_HOT = 2
    SAID = 3


@dataclass(frozen=True, slots=True)
class _Word:
    heat: Heat
    weight: _Weight


def _words(name: str) -> list[_Word]:
    """The menu words of a name, in order."""
    text = unicodedata.normalize("NFC", name).lower()
    return [word for part in re.findall(r"[a-z]+|[가-힣]+", text) for word in _in_part(part)]


def _in_part(part: str) -> list[_Word]:
    """The menu words in one written word; of words that overlap, the longest."""
    if part in _ALONE:
        return [_ALONE[part]]
    spans = [
        (start, start + length)
        for length in range(min(len(part), _LONGEST), 1, -1)
        for start in range(len(part) - length + 1)
        if part[start : start + length] in _DICTIONARY
    ]
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if all(end <= first or start >= last for first, last in kept):
            kept.append((start, end))
    kept.sort()
    found = [_DICTIONARY[part[start:end]] for start, end in kept]
    if part[0] == _COLD_PREFIX and kept and kept[0][0] == 1:
        found.insert(0, _Word(Heat.COLD, _Weight.SAID))
    if part[-1] in _ENDINGS and not (kept and kept[-1][1] == len(part)):
        found.append(_ENDINGS[part[-1]])
    return found


# Cold whatever stands beside them.
_NEVER_HOT_WORDS = """
냉면 물냉면 비빔냉면 회냉면 칡냉면 밀면 막국수 물막국수 비빔막국수 쫄면 콩국수 서리태콩국수
비빔국수 열무국수 김치말이국수 초계국수 초계탕 냉모밀 판모밀 판메밀 자루소바 냉소바 메밀소바 메밀국수 비빔면
냉메밀 냉국수 냉우동 냉라면 냉짬뽕 중화냉면 히야시츄카 냉국 오이냉국 미역냉국 냉채 해파리냉채 냉채족발 묵사발
도토리묵 청포묵 메밀묵 물회 회덮밥 회무침 육회 육회비빔밥 육사시미 사시미 생선회 모둠회 활어회 광어회 연어회
참치회 숙성회 막회 세꼬시 초밥 스시 오마카세스시 지라시 카이센동 사케동 연어동 참치동 네기토로 후토마키 과메기
간장게장 양념게장 게장 간장새우 새우장 연어장 세비체 카르파초 카르파치오 타다끼 포케 가스파초 콜드파스타
냉파스타 카프레제 부라타 빙수 팥빙수 망고빙수 인절미빙수 설빙 눈꽃빙수 아이스크림 소프트아이스크림 소프트콘
젤라또 젤라토 셔벗 소르베 샤베트 파르페 선데이 아포가토 아포카토 프라푸치노 프라페 스무디 슬러시 쉐이크 셰이크
밀크쉐이크 에이드 레몬에이드 자몽에이드 아이스티 콜드브루 더치커피 빙설 화채 요거트아이스크림 요거트볼 아사이볼
냉커피 냉녹차 냉차 얼음컵 탕후루
"""

# Cold if they are what the dish is; as an ingredient or a drink beside it they say nothing.
_COLD_WORDS = """
훈제연어 생맥주 하이볼 샐러드 시저샐러드 콥샐러드 콜라 사이다 탄산수 주스 쥬스 착즙 맥주 병맥주 수제맥주 소주
막걸리 동동주 와인 샴페인 칵테일 모히토 위스키 밀크티 버블티 요거트 요구르트 그릭요거트 식혜 수정과 미숫가루
우유 두유 딸기라떼 딸기우유 초코우유 바나나우유 케이크 생크림케이크 치즈케이크 무스케이크 롤케이크 쇼트케이크
티라미수 푸딩 마카롱 무스 판나코타 타르트 에클레어 밀푀유 샌드위치 하몽 프로슈토 멜론 과일 생과일 편육 석화 생굴
멍게 해삼 개불 산낙지 월남쌈 구절판 굴무침 골뱅이무침 골뱅이소면 도라지무침 오이무침 타르타르 명란젓 창난젓
동치미 나박김치 겉절이
"""

# Served hot.
_HOT_WORDS = """
회오리감자 감자튀김
찌개 김치찌개 된장찌개 순두부찌개 부대찌개 청국장 순두부 짜글이 전골 곱창전골 샤브샤브 스키야키 훠궈 마라탕
마라샹궈 밀푀유나베 나베 모츠나베 국밥 돼지국밥 순대국 순댓국 콩나물국밥 소머리국밥 해장국 뼈해장국 미역국
육개장 육계장 설렁탕 곰탕 갈비탕 삼계탕 감자탕 추어탕 매운탕 알탕 대구탕 동태탕 해물탕 조개탕 홍합탕 연포탕
꼬리곰탕 도가니탕 어묵탕 오뎅탕 오뎅 어묵 떡국 만둣국 만두국 수제비 칼국수 잔치국수 온면 온소바 온메밀소바
온메밀 온모밀 쌀국수 국수 우동 라면 라멘 짬뽕 짜장면 자장면 간짜장 짜장 쟁반짜장 울면 우육면 탄탄면 야끼소바
야키소바 메밀전병 어죽 전복죽 호박죽 팥죽 구이 생선구이 고등어구이 갈치구이 조개구이 석화구이 장어구이 곱창구이
직화구이 숯불구이 소금구이 삼겹살 대패삼겹살 냉동삼겹살 냉삼 냉삼겹살 오겹살 목살 항정살 갈매기살 가브리살
차돌박이 차돌 우삼겹 등심 안심 꽃등심 채끝 한우 갈비 소갈비 돼지갈비 엘에이갈비 떡갈비 닭갈비 등갈비 갈비살 막창
곱창 대창 양대창 불고기 주물럭 두루치기 제육 제육볶음 볶음 낙지볶음 오징어볶음 쭈꾸미 주꾸미 볶음밥 김치볶음밥
닭볶음탕 닭도리탕 찜닭 안동찜닭 아귀찜 아구찜 해물찜 갈비찜 계란찜 달걀찜 족발 보쌈 수육 백숙 누룽지탕 닭한마리
오리백숙 훈제오리 바비큐 바베큐 폭립 스테이크 함박 함박스테이크 햄버그 돈까스 돈가스 치즈돈까스 생선까스 텐동
튀김 새우튀김 덴뿌라 탕수육 꿔바로우 깐풍기 유린기 양장피볶음 마파두부 가지튀김 고추잡채 팔보채 깐쇼새우
크림새우 치킨 후라이드 양념치킨 통닭 닭강정 닭꼬치 꼬치 닭발 핫도그 핫 핫윙 핫초코 핫초콜릿 핫케이크 떡볶이
라볶이 순대 튀김만두 만두 군만두 찐만두 왕만두 딤섬 샤오롱바오 소룡포 호빵 찐빵 붕어빵 호떡 군고구마 군밤 계란빵
타코야끼 타코야키 오코노미야끼 오코노미야키 파전 해물파전 김치전 부침개 빈대떡 감자전 녹두전 육전 모듬전 돌솥
돌솥밥 돌솥비빔밥 솥밥 영양밥 뚝배기 덮밥 규동 가츠동 부타동 오야코동 제육덮밥 카레 커리 하이라이스 오므라이스
리조또 리조토 파스타 스파게티 까르보나라 카르보나라 알리오올리오 봉골레 라자냐 뇨끼 그라탕 도리아 감바스 빠에야
파에야 피자 버거 햄버거 수프 스프 스튜 굴라쉬 퐁듀 라따뚜이 팬케이크 프렌치토스트 똠얌 똠얌꿍 팟타이 나시고렝
나시고랭 분보후에 반쎄오 짜조 케밥 퀘사디아 파히타 매운갈비 얼큰 칼칼 라떼 바닐라라떼 카페라떼 고구마라떼
에스프레소 아메리카노 카푸치노 카페모카 모카 마키아토 마끼아또 플랫화이트 커피 핸드드립 드립커피 뱅쇼 유자차
쌍화차 대추차 생강차 녹차 홍차 말차 얼그레이 캐모마일 허브티 짜이 숭늉 곰국 사골 불닭 닭똥집 껍데기 두부김치
조림 갈치조림 고등어조림 코다리 황태 북어국 김치찜 묵은지찜 소시지 부대볶음 철판 화로 가마솥 연탄불 직화 로스트
그릴
"""

# What tells nothing but hides a word or an ending that would.
_SILENT_WORDS = """
냉이 냉동 냉장 얼음골 아이스와인 사탕 설탕 목욕탕 천국 한국 중국 미국 영국 태국 외국 전국 조국 오전 대전 완전
안전 충전 반전 도전 세차 주차 열차 기차 마차 회식 기회 대회 연회 송년회 신년회 동창회 환영회 독립 크로플 와플
"""

# A temperature said outright.
_SAID_COLD_WORDS = "아이스 콜드 차가운 얼음 살얼음 얼린"
_SAID_HOT_WORDS = "따뜻한 따듯한 뜨거운 뜨끈한 따끈한"
# These only as a word of their own: rice is not ice, 반찬 is not 찬.
_SAID_COLD_ALONE = "ice iced cold 찬 냉"
_SAID_HOT_ALONE = "hot"
# In front of a word of the dictionary this says cold: 냉우동; not in 냉이, 냉동.
_COLD_PREFIX = "냉"

# A word ending like this is such a dish, whatever stands before: 시래기국, 아귀찜; 방어회.
_HOT_ENDINGS = "탕국죽찜전차립"
_NEVER_HOT_ENDINGS = "회"

_DICTIONARY = {
    word: _Word(heat, weight)
    for words, heat, weight in (
        (_SILENT_WORDS, Heat.UNKNOWN, _Weight.SILENT),
        (_HOT_WORDS, Heat.HOT, _Weight.USUAL),
        (_COLD_WORDS, Heat.COLD, _Weight.USUAL),
        (_NEVER_HOT_WORDS, Heat.COLD, _Weight.NEVER_HOT),
        (_SAID_HOT_WORDS, Heat.HOT, _Weight.SAID),
        (_SAID_COLD_WORDS, Heat.COLD, _Weight.SAID),
    )
    for word in words.split()
}
_LONGEST = max(map(len, _DICTIONARY))
_ALONE = {word: _Word(Heat.COLD, _Weight.SAID) for word in _SAID_COLD_ALONE.split()} | {
    word: _Word(Heat.HOT, _Weight.SAID) for word in _SAID_HOT_ALONE.split()
}
_ENDINGS = {ending: _Word(Heat.HOT, _Weight.USUAL) for ending in _HOT_ENDINGS} | {
    ending: _Word(Heat.COLD, _Weight.NEVER_HOT) for ending in _NEVER_HOT_ENDINGS
}
