"""Which dishes steam: a long table of real menu names, the traps among them, and names nobody has thought of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.motion.heat import Heat, heat_of

HOT = """
김치찌개 / 된장찌개 / 순두부찌개 / 부대찌개 / 청국장 / 차돌된장찌개 / 냉이된장찌개 / 돼지국밥 / 순대국
콩나물국밥 / 뼈해장국 / 소고기미역국 / 육개장 / 설렁탕 / 왕갈비탕 / 한방삼계탕 / 감자탕 / 추어탕 / 얼큰 매운탕
해물탕 / 시원한 조개탕 / 떡만둣국 / 바지락 칼국수 / 얼음골 칼국수 / 잔치국수 / 베트남 쌀국수 / 가락우동
차슈 라멘 / 해물 짬뽕 / 짜장면 / 곱창전골 / 소고기 샤브샤브 / 스키야키 / 마라탕 / 전복죽 / 단호박죽 / 고등어구이
냉동삼겹살 구이 / 냉동삼겹살 / 냉삼 한상 / 생삼겹살 / 차돌박이 / 한우 등심 / 돼지갈비 / 춘천닭갈비 / 소곱창
언양불고기 / 제육볶음 / 낙지볶음 / 김치볶음밥 / 닭볶음탕 / 안동찜닭 / 아귀찜 / 소갈비찜 / 폭탄계란찜 / 왕족발
마늘보쌈 / 수육 / 토마호크 스테이크 / 와인 소스 스테이크 / 수제 돈까스 / 텐동 / 모둠튀김 / 탕수육 / 마파두부
후라이드 치킨 / 양념치킨 / 닭강정 / 핫도그 / 국물떡볶이 / 찰순대 / 군만두 / 딤섬 / 해물파전 / 녹두빈대떡 / 육전
돌솥비빔밥 / 곤드레 솥밥 / 뚝배기 불고기 / 규동 / 제육덮밥 / 치킨카레 / 오므라이스 / 버섯 리조또 / 새우 파스타
까르보나라 / 봉골레 파스타 / 감바스 / 마르게리타 피자 / 수제버거 / 양송이 수프 / 비프 스튜 / 수플레 팬케이크
핫케이크 / 똠얌꿍 / 팟타이 / 카페라떼 / 에스프레소 / 아메리카노 / 카푸치노 / 핫초코 / 유자차 / 쌍화차 / 녹차
따뜻한 두유 / HOT 아메리카노 / 붕어빵 / 군고구마 / 회오리감자 / 소주 안주 어묵탕 / 맥주 안주 모둠튀김
온메밀소바 / 석화구이 / 요거트 소스 케밥 / 시래기국 / 모과차 / 바베큐 폭립
"""

COLD = """
물냉면 / 비빔냉면 / 평양냉면 / 회냉면 / 밀면 / 막국수 / 들기름막국수 / 쫄면 / 콩국수 / 비빔국수 / 열무국수
초계국수 / 냉모밀 / 메밀소바 / 냉우동 / 냉짬뽕 / 냉파스타 / 오이냉국 / 해파리냉채 / 냉채족발 / 도토리묵 / 묵사발
물회 / 한치물회 / 시원한 물회 / 광어회 / 연어회 / 모둠회 / 방어회 / 육회 / 한우 육회 / 육회비빔밥 / 육회 비빔밥
회덮밥 / 회무침 / 모둠초밥 / 연어초밥 / 사케동 / 카이센동 / 사시미 / 과메기 / 간장게장 / 간장새우 / 연어장
포케 / 세비체 / 소고기 카르파초 / 치킨 샐러드 / 스테이크 샐러드 / 시저 샐러드 / 팥빙수 / 망고빙수 / 녹차 빙수
인절미빙수 / 아이스크림 / 아이스크림 와플 / 녹차 아이스크림 / 에스프레소 젤라또 / 젤라또 / 아포가토
딸기 스무디 / 초코 쉐이크 / 레몬에이드 / 아이스티 / 콜드브루 / 콜드브루 라떼 / 아이스 아메리카노 / 아이스라떼
아이스 카페라떼 / ICE 바닐라라떼 / 아메리카노(ICE) / 아이스 핫초코 / 냉커피 / 생맥주 / 하이볼 / 수박화채
딸기 생크림케이크 / 티라미수 / 치즈케이크 / 연어 샌드위치 / 식혜 / 딸기라떼 / 밀크티 / 탕후루
콩 국수 아니고 콩국수
"""

UNKNOWN = """
회식 세트 / 오늘의 정식 / 비빔밥 / 김밥 / 사장님 추천 / HOT/ICE 라떼 / 런치 세트 A / 한국 백반 / 수제 와플
흑설탕 / 신년회 코스 / 도시락 / 냉이 / rice bowl
"""


def _names(table: str) -> list[str]:
    return [name.strip() for line in table.strip().splitlines() for name in line.split(" / ")]


@pytest.mark.parametrize("name", _names(HOT))
def test_hot_dishes_steam(name: str) -> None:
    assert heat_of(name) is Heat.HOT


@pytest.mark.parametrize("name", _names(COLD))
def test_cold_dishes_do_not(name: str) -> None:
    assert heat_of(name) is Heat.COLD


@pytest.mark.parametrize("name", _names(UNKNOWN))
def test_names_that_do_not_tell(name: str) -> None:
    assert heat_of(name) is Heat.UNKNOWN


def test_the_table_is_long() -> None:
    assert len({*_names(HOT), *_names(COLD), *_names(UNKNOWN)}) >= 200


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert heat_of(text) in Heat


@given(st.sampled_from(_names(HOT)))
def test_said_to_be_iced_nothing_steams(name: str) -> None:
    assert heat_of(f"아이스 {name}") is not Heat.HOT


@given(st.sampled_from(_names(HOT) + _names(COLD)))
def test_decomposed_hangul_reads_the_same(name: str) -> None:
    assert heat_of(unicodedata.normalize("NFD", name)) is heat_of(name)
