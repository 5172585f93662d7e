"""Where shorts are posted: what each app covers of the frame, and what to know when posting there.

One table. Templates keep all that must be read inside what every app leaves free; the page shows an owner the same
margins, and what to tick. Figures are of November 2026. Platforms publish little of this, sources differ by up to 180
pixels, so the strictest is taken; where `covered` is None nothing was found.
"""

from dataclasses import dataclass

FRAME_WIDTH, FRAME_HEIGHT = 1080, 1920
"""Pixels in which margins are counted."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same, for owners who read Korean and for those who read English."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Margins:
    """What an app covers at each side of the frame with its own buttons and captions, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Platform:
    """An app that shorts are posted to. None stands where the platform has no rule that we know of."""

    id: str
    title: Sentence
    covered: Margins | None
    longest_seconds: int | None
    caption_letters: int | None
    hashtags: Sentence
    label: Sentence
    music: Sentence
    cover: Sentence
    place: Sentence | None = None


_OWN_COVER = Sentence("함께 받은 커버 사진을 커버로 골라 주세요.", "Choose the cover picture that came with the video.")
_NO_RULE = Sentence(
    "따로 켤 것은 없어요. 화면의 ‘AI로 제작’ 표시는 지우지 말아 주세요.",
    "There is nothing to switch on. Leave the “AI로 제작” badge in the picture.",
)
_OWN_MUSIC = Sentence(
    "이 영상의 음악은 새로 지은 곡이라 그대로 올려도 돼요.",
    "The music of this video was composed for it: post it as it is.",
)

PLATFORMS: tuple[Platform, ...] = (
    Platform(
        id="instagram",
        title=Sentence("인스타그램 릴스", "Instagram Reels"),
        # Meta's own figures for its ads, one set for all places since March 2026: 14, 35 and 6 %, rounded up.
        covered=Margins(left=65, top=270, right=65, bottom=672),
        longest_seconds=180,
        caption_letters=2200,
        hashtags=Sentence(
            "해시태그는 3~5개면 충분해요. 메뉴와 동네 이름부터 넣어 주세요.",
            "Three to five hashtags are plenty: the dish and the neighbourhood first.",
        ),
        label=Sentence(
            "올리기 전에 ‘AI 정보’ 표시를 켜 주세요. 영상 속 서명을 읽고 저절로 켜지기도 해요.",
            "Switch the “AI info” label on before you post. The signature in the video may do so by itself.",
        ),
        music=_OWN_MUSIC,
        cover=_OWN_COVER,
        place=Sentence("위치에 가게를 넣어 주세요.", "Add the shop as the location."),
    ),
    Platform(
        id="youtube",
        title=Sentence("유튜브 쇼츠", "YouTube Shorts"),
        covered=Margins(left=0, top=120, right=96, bottom=480),
        longest_seconds=180,
        # Of the title: it is all that is read beside a short.
        caption_letters=100,
        hashtags=Sentence(
            "제목 끝에 해시태그를 3개쯤 넣어 주세요.", "Put about three hashtags at the end of the title."
        ),
        label=Sentence(
            "올릴 때 ‘변경되거나 합성된 콘텐츠’ 물음에 ‘예’를 골라 주세요.",
            "Answer “Yes” when it asks for altered or synthetic content.",
        ),
        music=_OWN_MUSIC,
        cover=Sentence(
            "올릴 때 메뉴 이름이 보이는 장면을 커버로 골라 주세요.",
            "While posting, choose a moment that shows the name of the dish.",
        ),
    ),
    Platform(
        id="tiktok",
        title=Sentence("틱톡", "TikTok"),
        # It covers more the longer the caption is: these are the largest figures.
        covered=Margins(left=60, top=130, right=140, bottom=484),
        longest_seconds=600,
        caption_letters=2200,
        hashtags=Sentence("해시태그는 3~5개면 충분해요.", "Three to five hashtags are plenty."),
        label=Sentence(
            "‘AI 생성 콘텐츠’ 스위치를 켜 주세요. 영상 속 서명을 읽고 저절로 켜지기도 해요.",
            "Switch “AI-generated content” on. The signature in the video may do so by itself.",
        ),
        music=Sentence(
            "가게 홍보에는 틱톡의 상업용 음악만 쓸 수 있어요. 음악 없이 만들어 틱톡에서 골라 주세요.",
            "A shop may only use TikTok's commercial music: make the video without music and choose some there.",
        ),
        cover=Sentence(
            "올릴 때 메뉴 이름이 보이는 장면을 커버로 골라 주세요.",
            "While posting, choose a moment that shows the name of the dish.",
        ),
    ),
    Platform(
        id="naver-clip",
        title=Sentence("네이버 클립", "Naver Clip"),
        covered=None,
        longest_seconds=90,
        caption_letters=None,
        hashtags=Sentence("메뉴와 동네 이름을 넣어 주세요.", "Add the dish and the neighbourhood."),
        label=_NO_RULE,
        music=_OWN_MUSIC,
        cover=_OWN_COVER,
        place=Sentence(
            "장소 태그로 스마트플레이스의 우리 가게를 연결해 주세요.", "Link your Smart Place with a place tag."
        ),
    ),
    Platform(
        id="daangn",
        title=Sentence("당근", "Daangn"),
        covered=None,
        longest_seconds=None,
        caption_letters=None,
        hashtags=Sentence(
            "해시태그보다 동네 이웃에게 하는 말이 좋아요.", "Words to the neighbours do more than hashtags."
        ),
        label=_NO_RULE,
        music=_OWN_MUSIC,
        cover=_OWN_COVER,
        place=Sentence("비즈프로필로 올려 주세요.", "Post it with the business profile."),
    ),
    Platform(
        id="kakao",
        title=Sentence("카카오톡 채널", "KakaoTalk channel"),
        # A chat shows the middle of the frame, three to four.
        covered=Margins(left=0, top=240, right=0, bottom=240),
        longest_seconds=None,
        caption_letters=None,
        hashtags=Sentence("해시태그는 넣지 않아도 돼요.", "No hashtags are needed."),
        label=_NO_RULE,
        music=_OWN_MUSIC,
        cover=_OWN_COVER,
        place=Sentence("채널 홈에 가게 주소를 적어 주세요.", "Write the shop's address on the channel's page."),
    ),
)
"""Every platform, in the order in which they are offered."""

_KNOWN = tuple(platform.covered for platform in PLATFORMS if platform.covered)

COVERED = Margins(
    left=max(each.left for each in _KNOWN),
    top=max(each.top for each in _KNOWN),
    right=max(each.right for each in _KNOWN),
    bottom=max(each.bottom for each in _KNOWN),
)
"""What some app or other covers: where nothing must be read, and what to go by where a platform says nothing."""
