"""What owners write for style, mood and camera, understood: known words in both languages, others kept as they are."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from sajangpick.direction.craft import Both, Light, Shot
from sajangpick.motion.camera import Camera

KnownT = TypeVar("KnownT")


class Mood(NamedTuple):
    """A mood as it is said, and the light that makes it."""

    said: Both
    light: Light


def understand(words: str, known: Mapping[str, KnownT]) -> KnownT | None:
    """What these words name first; None if they name nothing known."""
    lowered = words.lower()
    found = [(match.start(), name) for name in known if (match := re.search(_name(name), lowered))]
    return known[min(found)[1]] if found else None


def says_people(words: str) -> bool:
    """Whether the owner wants somebody in the picture."""
    return re.search(_PEOPLE, words.lower()) is not None


def _name(names: str) -> str:
    """Any of the names, English ones only as words of their own."""
    return "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names.split("|"))


_PEOPLE: Final = _name(
    "사람|손님|가족|아이들|친구|연인|커플|셰프|주방장|손으로|손이|젓가락질|"
    "people|person|hand|hands|chef|family|guest|eating|couple|friends"
)

MOODS: Final = {
    "cozy|cosy|homely|warm|따뜻|따듯|아늑|포근|정겨|집밥|비 오는": Mood(
        Both("warm and cosy", "따뜻하고 아늑한"), Light.LAMP
    ),
    "luxury|luxurious|premium|elegant|refined|고급|럭셔리|우아|프리미엄": Mood(
        Both("refined and premium", "고급스럽고 절제된"), Light.RIM
    ),
    "dark|moody|dramatic|intense|night|어두|무게|드라마|강렬|밤": Mood(
        Both("dark and dramatic", "어둡고 극적인"), Light.RIM
    ),
    "fresh|cool|refreshing|summer|시원|상큼|청량|신선|여름|싱그": Mood(
        Both("fresh and cool", "시원하고 상큼한"), Light.BRIGHT
    ),
    "clean|minimal|calm|simple|quiet|깔끔|미니멀|차분|담백|조용": Mood(
        Both("clean and calm", "깔끔하고 차분한"), Light.WINDOW
    ),
    "playful|cute|fun|lively|pop|발랄|귀여|재미|신나|활기|통통": Mood(
        Both("playful and lively", "발랄하고 경쾌한"), Light.SUN
    ),
    "traditional|korean|rustic|heritage|전통|한국적|옛날|시골|한옥|토속": Mood(
        Both("rustic and traditional", "정갈하고 전통적인"), Light.WINDOW
    ),
    "romantic|lovely|sweet|로맨틱|사랑|달콤|낭만": Mood(Both("soft and romantic", "부드럽고 낭만적인"), Light.WINDOW),
    "hip|trendy|street|retro|urban|힙|트렌디|레트로|감성": Mood(
        Both("trendy with a retro edge", "감각적이고 힙한"), Light.SUN
    ),
    "appetizing|delicious|tasty|맛있|군침|먹음직": Mood(Both("mouth-watering", "군침 도는"), Light.LAMP),
}

COMMERCIAL: Final = Both("High-end food commercial", "고급 음식 광고")
DRAWN: Final = Both("Hand-made illustration", "손으로 그린 일러스트")

STYLES: Final = {
    "commercial|advert|advertising|광고": COMMERCIAL,
    "cinematic|movie|영화|시네마": Both(
        "Cinematic food footage with a soft filmic grade", "영화 같은 음식 영상, 부드러운 색보정"
    ),
    "documentary|natural|realistic|photoreal|다큐|자연스|사실|실사": Both(
        "Honest documentary look, true colours", "꾸밈없는 다큐 느낌, 있는 그대로의 색"
    ),
    "vintage|analog|analogue|빈티지|필름|아날로그": Both(
        "Vintage analogue look with fine grain", "고운 입자의 빈티지 아날로그 느낌"
    ),
    "magazine|editorial|잡지|매거진|화보": Both("Food magazine editorial", "푸드 매거진 화보"),
    "illustration|drawing|watercolor|watercolour|anime|일러스트|그림|수채|애니": DRAWN,
    "minimal|미니멀|심플": Both("Minimal studio still life", "미니멀한 스튜디오 정물"),
    "asmr|slow motion|슬로": Both("Slow-motion sensory close-ups", "감각을 살린 슬로모션 클로즈업"),
}

CAMERAS: Final = {
    "push-in|push in|dolly in|zoom in|줌인|다가": Camera.PUSH_IN,
    "pull-out|pull out|dolly out|zoom out|줌아웃|물러|멀어": Camera.PULL_OUT,
    "orbit|arc|around|회전|돌아|돌면|한 바퀴": Camera.ORBIT,
    "pan|slide|sideways|옆으로|가로|좌우|패닝": Camera.PAN,
    "tilt|tilt down|crane|위아래|세로로|틸트|내려오": Camera.TILT,
    "still|static|fixed|locked|locked-off|tripod|고정|정지": Camera.STILL,
}

ANGLES: Final = {
    "overhead|top-down|top down|top view|flat lay|탑뷰|탑샷|위에서|항공": Shot.OVERHEAD,
    "macro|extreme close-up|접사|초근접|매크로": Shot.MACRO,
    "close-up|closeup|close up|low angle|클로즈업|가까이|낮은": Shot.LOW,
    "straight-on|front|eye level|정면|눈높이|앞에서": Shot.FRONT,
    "three-quarter|45|사선|비스듬": Shot.THREE_QUARTER,
}
