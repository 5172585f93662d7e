"""How a kind of dish is shot: what makes it look good, from where, through which lens, in which light, how it moves.

Every sentence is said twice, in English for engines and in Korean for the owner. What a line says of a dish holds for
every dish of its kind: nothing is put on the plate that the owner did not name.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from sajangpick.direction.menu import Food
from sajangpick.motion.camera import Camera
from sajangpick.motion.heat import Heat


class Both(NamedTuple):
    """The same in both languages."""

    english: str
    korean: str


class Shot(StrEnum):
    """From where one looks."""

    LOW = "low"
    THREE_QUARTER = "three-quarter"
    OVERHEAD = "overhead"
    MACRO = "macro"
    FRONT = "front"


class Light(StrEnum):
    """What lights it."""

    LAMP = "lamp"
    WINDOW = "window"
    RIM = "rim"
    BRIGHT = "bright"
    SUN = "sun"
    EMBER = "ember"


@dataclass(frozen=True, slots=True)
class Craft:
    """What suits a kind of dish; of several ways the first is the best, and all are good."""

    hero: Both
    shots: tuple[Shot, ...]
    lights: tuple[Light, ...]
    moves: tuple[Camera, ...]
    alive: Both


SHOTS: Final = {
    Shot.LOW: Both(
        "Low three-quarter close-up at about 30 degrees, just above the rim",
        "그릇 가장자리 바로 위, 30도쯤 낮은 각도의 클로즈업",
    ),
    Shot.THREE_QUARTER: Both(
        "Three-quarter view at 45 degrees, the way a guest sees the dish arrive",
        "손님이 상을 받을 때의 눈높이, 45도 각도",
    ),
    Shot.OVERHEAD: Both("Top-down flat lay, the camera exactly overhead", "바로 위에서 내려다본 탑뷰"),
    Shot.MACRO: Both(
        "Extreme close-up on the texture, the edges running out of frame", "질감이 화면을 채우는 초근접 샷"
    ),
    Shot.FRONT: Both(
        "Straight-on hero shot at table height, full height of the dish in frame",
        "식탁 높이에서 정면으로, 전체 높이가 다 보이는 샷",
    ),
}

LENSES: Final = {
    Shot.LOW: Both(
        "85mm macro at f/2.8, focus on the nearest edge, background melting away",
        "85mm 매크로 f/2.8, 앞쪽에 초점, 배경은 부드럽게 흐림",
    ),
    Shot.THREE_QUARTER: Both(
        "50mm at f/4, the whole dish sharp, the table soft behind it", "50mm f/4, 음식은 또렷하게, 뒤쪽 식탁은 부드럽게"
    ),
    Shot.OVERHEAD: Both(
        "35mm at f/5.6, sharp from rim to rim, no distortion", "35mm f/5.6, 가장자리까지 또렷하게, 왜곡 없이"
    ),
    Shot.MACRO: Both("100mm macro at f/4, a hand's breadth of focus", "100mm 매크로 f/4, 얕은 초점"),
    Shot.FRONT: Both("85mm at f/3.5, compressed perspective, clean bokeh", "85mm f/3.5, 눌린 원근감, 깨끗한 보케"),
}

LIGHTS: Final = {
    Light.LAMP: Both(
        "One warm 3200K key from the back left, gentle fill, shadows falling towards the lens",
        "왼쪽 뒤 3200K 따뜻한 조명 하나, 앞으로 떨어지는 부드러운 그림자",
    ),
    Light.WINDOW: Both(
        "Soft north-window daylight from the left, white bounce on the right",
        "왼쪽 창의 부드러운 자연광, 오른쪽은 흰 반사판",
    ),
    Light.RIM: Both(
        "Low-key scene, a narrow back light drawing a bright rim, surroundings falling to black",
        "어두운 배경, 뒤에서 좁게 비춰 윤곽을 살리는 빛",
    ),
    Light.BRIGHT: Both(
        "High-key daylight at 5600K, crisp and even, highlights kept", "5600K 밝고 고른 낮빛, 하이라이트 살림"
    ),
    Light.SUN: Both(
        "Hard late-afternoon sun, long graphic shadows, glowing translucence",
        "늦은 오후의 강한 햇살, 길게 뻗은 그림자, 투명하게 빛나는 질감",
    ),
    Light.EMBER: Both(
        "Ember glow from below and a warm key from behind, smoke catching the light",
        "아래에서 번지는 숯불 빛과 뒤의 따뜻한 조명, 빛을 머금은 연기",
    ),
}

MOVES: Final = {
    Camera.PUSH_IN: Both("Slow push-in towards the dish", "음식으로 천천히 다가가는 카메라"),
    Camera.PULL_OUT: Both(
        "Slow pull-out from a detail to the whole table", "디테일에서 상 전체로 천천히 물러나는 카메라"
    ),
    Camera.PAN: Both("Slow sideways slide across the dish", "음식을 따라 옆으로 천천히 미끄러지는 카메라"),
    Camera.TILT: Both("Slow tilt down from the background to the dish", "위에서 음식으로 천천히 내려오는 카메라"),
    Camera.ORBIT: Both("Gentle quarter orbit around the dish", "음식 둘레를 부드럽게 도는 카메라"),
    Camera.STILL: Both("Locked-off camera on a tripod", "삼각대에 고정한 카메라"),
}

_STEAMING = Both("steaming", "김이 오르는")
_SIZZLING = Both("sizzling", "지글거리는")
_FRESH = Both("freshly made, still hot", "갓 만들어 따끈한")

ARRIVES: Final = {
    **dict.fromkeys((Food.STEW, Food.SOUP, Food.NOODLE_SOUP, Food.TTEOKBOKKI, Food.DUMPLINGS, Food.COFFEE), _STEAMING),
    **dict.fromkeys((Food.GRILL, Food.STEAK, Food.FISH, Food.JEON), _SIZZLING),
    **dict.fromkeys((Food.FRIED, Food.PIZZA, Food.BURGER, Food.NOODLES, Food.RICE, Food.BREAD), _FRESH),
}
"""How a hot dish of a kind comes to the table."""

STEAMS: Final = {
    Heat.HOT: Both("steam curls up and drifts away", "김이 피어올라 천천히 흩어진다"),
    Heat.COLD: Both("cool still air, no steam", "김 없이 맑고 차가운 공기"),
}
"""What the air does above a dish of known heat."""

_S, _L, _C = Shot, Light, Camera

CRAFTS: Final = {
    Food.STEW: Craft(
        Both(
            "the surface at a rolling simmer, oil beading and catching the light",
            "보글보글 끓는 표면, 빛을 받아 반짝이는 기름방울",
        ),
        (_S.LOW, _S.THREE_QUARTER, _S.MACRO),
        (_L.LAMP, _L.RIM),
        (_C.PUSH_IN, _C.TILT),
        Both("bubbles break on the surface", "표면에서 기포가 톡톡 터진다"),
    ),
    Food.SOUP: Craft(
        Both(
            "a clear glossy surface with soft ripples, depth visible in the broth",
            "잔잔히 빛나는 국물, 깊이가 비치는 표면",
        ),
        (_S.THREE_QUARTER, _S.LOW),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.TILT),
        Both("the broth trembles slightly", "국물이 살짝 일렁인다"),
    ),
    Food.NOODLE_SOUP: Craft(
        Both(
            "neatly folded strands breaking the glossy surface of the broth", "윤기 나는 국물 위로 가지런히 접힌 면발"
        ),
        (_S.THREE_QUARTER, _S.LOW, _S.OVERHEAD),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.TILT),
        Both("light slides along the wet strands", "젖은 면발을 따라 빛이 흐른다"),
    ),
    Food.NOODLES: Craft(
        Both("a tall twist of strands, every one coated and glossy", "높이 말아 올린 면, 한 올 한 올 윤기 도는 소스"),
        (_S.LOW, _S.OVERHEAD, _S.THREE_QUARTER),
        (_L.WINDOW, _L.LAMP),
        (_C.ORBIT, _C.PUSH_IN),
        Both("sauce glides slowly down the strands", "소스가 면을 타고 천천히 흐른다"),
    ),
    Food.RICE: Craft(
        Both(
            "distinct glistening grains, toppings arranged in clean sectors",
            "한 알씩 살아 있는 밥알, 결 따라 정갈하게 놓인 고명",
        ),
        (_S.OVERHEAD, _S.THREE_QUARTER),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.ORBIT),
        Both("light passes over the grains", "밥알 위로 빛이 지나간다"),
    ),
    Food.ROLLS: Craft(
        Both(
            "clean-cut faces turned to the lens, every layer readable",
            "단면이 보이게 세운 가지런한 조각, 층층이 또렷한 속",
        ),
        (_S.THREE_QUARTER, _S.OVERHEAD, _S.MACRO),
        (_L.BRIGHT, _L.WINDOW),
        (_C.PAN, _C.PUSH_IN),
        Both("a sheen travels along the row", "윤기가 줄을 따라 옮겨 간다"),
    ),
    Food.SUSHI: Craft(
        Both(
            "moist translucent slices with a precise knife edge, beads of moisture",
            "칼끝이 살아 있는 촉촉하고 투명한 결, 맺힌 물기",
        ),
        (_S.LOW, _S.THREE_QUARTER),
        (_L.RIM, _L.BRIGHT),
        (_C.PAN, _C.PUSH_IN),
        Both("a soft highlight moves over the slices", "부드러운 빛이 결 위를 스친다"),
    ),
    Food.GRILL: Craft(
        Both(
            "caramelised edges and sizzling fat, juices glistening", "노릇하게 캐러멜라이즈된 가장자리, 지글거리는 육즙"
        ),
        (_S.LOW, _S.MACRO, _S.THREE_QUARTER),
        (_L.EMBER, _L.RIM),
        (_C.PUSH_IN, _C.PAN),
        Both("fat sizzles and tiny drops jump", "기름이 지글거리며 작은 방울이 튄다"),
    ),
    Food.STEAK: Craft(
        Both(
            "a deep brown crust, sliced to a rosy centre, juices just rising",
            "짙게 시어링된 겉면과 장밋빛 단면, 배어나는 육즙",
        ),
        (_S.LOW, _S.MACRO),
        (_L.RIM, _L.EMBER),
        (_C.PUSH_IN, _C.ORBIT),
        Both("juices well up along the cut", "단면을 따라 육즙이 차오른다"),
    ),
    Food.FISH: Craft(
        Both("blistered golden skin giving way to moist flakes", "바삭하게 부푼 껍질과 촉촉하게 갈라지는 속살"),
        (_S.THREE_QUARTER, _S.OVERHEAD, _S.LOW),
        (_L.WINDOW, _L.EMBER),
        (_C.PAN, _C.PUSH_IN),
        Both("the skin glistens", "껍질에 윤기가 흐른다"),
    ),
    Food.FRIED: Craft(
        Both(
            "a craggy golden crust, every crumb crisp, piled high", "결이 살아 있는 황금빛 튀김옷, 수북이 쌓은 높이감"
        ),
        (_S.LOW, _S.FRONT, _S.MACRO),
        (_L.LAMP, _L.SUN),
        (_C.PUSH_IN, _C.ORBIT),
        Both("a few crumbs fall from the crust", "튀김옷 부스러기가 톡 떨어진다"),
    ),
    Food.DUMPLINGS: Craft(
        Both("thin pleated skins, translucent and plump", "얇고 투명한 피, 또렷한 주름, 통통한 속"),
        (_S.THREE_QUARTER, _S.OVERHEAD, _S.MACRO),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.TILT),
        Both("moisture glints on the pleats", "주름 위로 물기가 반짝인다"),
    ),
    Food.TTEOKBOKKI: Craft(
        Both("thick lacquer-red sauce clinging to every piece", "떡마다 착 감기는 걸쭉하고 붉은 양념"),
        (_S.LOW, _S.MACRO, _S.OVERHEAD),
        (_L.LAMP, _L.SUN),
        (_C.PUSH_IN, _C.PAN),
        Both("the sauce bubbles thickly", "양념이 걸쭉하게 끓어오른다"),
    ),
    Food.JEON: Craft(
        Both("lacy crisp edges and an even golden face", "레이스처럼 바삭한 가장자리, 고르게 노릇한 겉면"),
        (_S.OVERHEAD, _S.THREE_QUARTER),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.ORBIT),
        Both("oil shimmers at the edges", "가장자리에서 기름이 자글거린다"),
    ),
    Food.PIZZA: Craft(
        Both("a blistered leopard-spotted crust and molten cheese", "기포가 부푼 도우 가장자리와 녹아내린 치즈"),
        (_S.THREE_QUARTER, _S.OVERHEAD, _S.LOW),
        (_L.LAMP, _L.EMBER),
        (_C.PULL_OUT, _C.PUSH_IN),
        Both("the cheese bubbles and settles", "치즈가 보글거리다 가라앉는다"),
    ),
    Food.BURGER: Craft(
        Both(
            "a glossy bun over clearly stacked layers, fresh and tall",
            "윤기 나는 번 아래 또렷하게 쌓인 층, 싱싱한 높이감",
        ),
        (_S.FRONT, _S.LOW),
        (_L.LAMP, _L.SUN),
        (_C.PUSH_IN, _C.ORBIT),
        Both("a drop slides down the layers", "층을 따라 한 방울이 흘러내린다"),
    ),
    Food.SALAD: Craft(
        Both("crisp leaves with fine water drops, airy and generous", "물방울 맺힌 아삭한 잎, 풍성하고 가벼운 볼륨"),
        (_S.OVERHEAD, _S.THREE_QUARTER),
        (_L.BRIGHT, _L.WINDOW),
        (_C.ORBIT, _C.PUSH_IN),
        Both("a breeze moves the leaf edges", "잎끝이 바람에 살짝 흔들린다"),
    ),
    Food.COFFEE: Craft(
        Both(
            "a velvet surface with a fine bright ring at the rim of the cup",
            "벨벳 같은 표면, 잔 가장자리에 맑게 도는 테두리",
        ),
        (_S.THREE_QUARTER, _S.OVERHEAD, _S.LOW),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.ORBIT),
        Both("the surface turns almost imperceptibly", "표면이 아주 천천히 돈다"),
    ),
    Food.DRINK: Craft(
        Both("cold condensation on the glass, colour glowing through", "잔에 맺힌 차가운 물방울, 빛이 투과되는 색"),
        (_S.FRONT, _S.LOW),
        (_L.SUN, _L.BRIGHT),
        (_C.PUSH_IN, _C.TILT),
        Both("a drop runs down the glass", "물방울이 잔을 타고 흐른다"),
    ),
    Food.BINGSU: Craft(
        Both(
            "a soft snowy mound, topping catching the light, edges just beginning to melt",
            "눈처럼 소복한 결, 빛을 머금은 토핑, 살짝 녹기 시작한 가장자리",
        ),
        (_S.FRONT, _S.LOW, _S.THREE_QUARTER),
        (_L.BRIGHT, _L.WINDOW),
        (_C.TILT, _C.PUSH_IN),
        Both("a single flake slides down the mound", "얼음 결 하나가 사르르 흘러내린다"),
    ),
    Food.CAKE: Craft(
        Both("a clean slice with silky cream and an even crumb", "매끈한 크림과 고운 결이 보이는 단정한 단면"),
        (_S.THREE_QUARTER, _S.FRONT, _S.MACRO),
        (_L.WINDOW, _L.BRIGHT),
        (_C.ORBIT, _C.PUSH_IN),
        Both("light drifts over the cream", "크림 위로 빛이 천천히 흐른다"),
    ),
    Food.BREAD: Craft(
        Both("a flaky golden crust, torn to show the soft crumb", "겹겹이 노릇한 겉면, 결대로 찢은 보드라운 속"),
        (_S.THREE_QUARTER, _S.LOW, _S.OVERHEAD),
        (_L.WINDOW, _L.SUN),
        (_C.PUSH_IN, _C.PAN),
        Both("a few flakes drift down", "얇은 부스러기가 내려앉는다"),
    ),
    Food.TABLE: Craft(
        Both(
            "every element placed with care, natural colour and honest texture",
            "정성껏 놓인 한 접시, 자연스러운 색과 꾸밈없는 질감",
        ),
        (_S.THREE_QUARTER, _S.OVERHEAD),
        (_L.WINDOW, _L.LAMP),
        (_C.PUSH_IN, _C.PULL_OUT),
        Both("light moves slowly across the table", "빛이 식탁 위를 천천히 지나간다"),
    ),
}
