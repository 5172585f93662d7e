"""The main recipe: a photo, a menu name and a price become a finished short.

look → clip → solve → render → sign → inspect → keep. Each step is a function of what it is handed and of files, so that
the recipe can be run here, directly, or durably, step by step. Nothing appears under its final name before every rule
has been measured on the very bytes that leave.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

import cv2

from sajangpick.domain.caption import caption
from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.shop import Logo, Shop
from sajangpick.engine import Clip, ClipRequest, Engine, Pending, RenderRequest, Video, make
from sajangpick.engines.local import LONGEST_PHOTO_PX, LocalMotion, LocalRenderer, local_world, plan_music
from sajangpick.errors import BadInput
from sajangpick.inspection.file import Expectation, FileReport, inspect_file
from sajangpick.inspection.photo import PhotoReport, inspect_photo
from sajangpick.media.frame import U8, Frame
from sajangpick.media.still import read_photo, read_still, write_still
from sajangpick.motion.heat import Heat, heat_of
from sajangpick.provenance.badge import BADGE_TEXT
from sajangpick.renderer import frame
from sajangpick.renderer.modifications import Json, JsonObject
from sajangpick.template import Solved, Template, clip_wish, load_template, solve

COLOUR_SAMPLE_PX = 640
SHORTEST_SECONDS, LONGEST_SECONDS = 6.0, 10.0
FULL_WIDTH, FULL_HEIGHT = 1080, 1920

FOOTAGE_SCALE = 0.25
"""What is behind a text is a matter of areas, not of pixels."""

Report: TypeAlias = Callable[[str, int, int], None]
"""Progress: stage, units done, units in all."""


@dataclass(frozen=True, slots=True)
class ShortOrder:
    """Everything an owner decides. `music` is a mood, a sound file, "auto" or "none"; no `seconds`: the template's."""

    photo: Path
    order: Order
    output: Path
    template: str = "signature"
    logo: Path | None = None
    music: str = "auto"
    steam: Literal["auto", "on", "off"] = "auto"
    seconds: float | None = None
    seed: int = 0
    size: tuple[int, int] = (FULL_WIDTH, FULL_HEIGHT)


@dataclass(frozen=True, slots=True)
class Short:
    """A finished short: the file, its cover, its caption, and what was measured on the way."""

    path: Path
    cover: Path
    caption: Path
    seconds: float
    template: str
    photo: PhotoReport
    file: FileReport
    warnings: tuple[str, ...] = ()

    def summary(self) -> dict[str, object]:
        """The short as plain values."""
        return {
            "path": str(self.path),
            "cover": str(self.cover),
            "caption": str(self.caption),
            "seconds": self.seconds,
            "template": self.template,
            "advice": [{"code": advice.code, "sentence": advice.sentence} for advice in self.photo.advice],
            "checks": {finding.rule: finding.measured for finding in self.file.rules},
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Engines:
    """Who makes the clip and who renders."""

    clip: Engine[ClipRequest, Clip] = field(default_factory=LocalMotion)
    render: Engine[RenderRequest, Video] = field(default_factory=LocalRenderer)


def make_short(
    photo: Path | str,
    *,
    menu: str,
    price: str,
    output: Path | str,
    shop: str = "",
    address: str = "",
    phone: str = "",
    hours: str = "",
    words: Mapping[str, str] = MappingProxyType({}),
    template: str = "signature",
    logo: Path | str | None = None,
    music: str = "auto",
    steam: str = "auto",
    seconds: float | None = None,
    seed: int = 0,
    size: tuple[int, int] = (FULL_WIDTH, FULL_HEIGHT),
    on_progress: Report | None = None,
) -> Short:
    """Make a finished short with the local engines; see `sajangpick make --help` for what the words mean.

    `output` (.mp4) is written last and at once; beside it come `.jpg` (cover) and `.txt` (caption). Raises BadInput
    (PhotoRefused, TextDoesNotFit, ...) with one sentence, before anything is rendered where that can be known.
    """
    if steam not in ("auto", "on", "off"):
        raise BadInput(f"Steam cannot be '{steam}'.", hint="Use auto, on or off.")
    shop_facts = Shop(shop, address=address, phone=phone, hours=hours, logo=None if logo is None else _logo(Path(logo)))
    order = ShortOrder(
        photo=Path(photo),
        order=Order(Dish(_menu(menu), parse_price(price)), shop_facts, words),
        output=Path(output),
        template=template,
        logo=None if logo is None else Path(logo),
        music=music,
        steam=steam,
        seconds=seconds,
        seed=seed,
        size=size,
    )
    return asyncio.run(short(order, on_progress=on_progress))


async def short(order: ShortOrder, *, engines: Engines | None = None, on_progress: Report | None = None) -> Short:
    """The recipe itself, against the engine contract."""
    made_by = engines or Engines()
    report = on_progress or _unheard
    template = load_template(order.template)
    bpm = _tempo(template, order)
    _check_output(order)
    with tempfile.TemporaryDirectory(prefix=".sajangpick-", dir=order.output.parent) as folder:
        work = Path(folder)

        report("photo", 0, 1)
        looked, colours = _look(order.photo)
        report("photo", 1, 1)

        report("clip", 0, 1)
        sources = _brand(order, work)
        request = _clip_request(template, order, work, bpm=bpm)
        sources["clip"] = (await make(made_by.clip, request, key=f"{work.name}-clip")).path
        report("clip", 1, 1)

        report("layout", 0, 1)
        solved = solve(template, order.order, photo=colours, footage=_footage(sources), bpm=bpm)
        music = plan_music(
            order.music,
            solved.music.mood,
            seconds=solved.music.seconds,
            bpm=solved.music.bpm,
            seed=order.seed,
            folder=work,
        )
        script = _sized(solved.script, order)
        if music:
            sources["music"] = music
        else:
            script = _silent(script)
        report("layout", 1, 1)

        rendered = await make(
            made_by.render,
            RenderRequest(script, sources, work / "rendered.mp4"),
            key=f"{work.name}-render",
            watch=lambda pending: _watch(report, pending),
        )
        report("render", 1, 1)

        report("check", 0, 1)
        signed = _signed(
            rendered.path, work / "short.mp4", title=order.order.dish.menu, record=_record(order, solved, made_by)
        )
        checked = inspect_file(signed, expect=_expectation(order, solved))
        checked.require()
        report("check", 1, 1)

        cover, text = _beside(order.output)
        write_still(frame(script, Fraction(str(solved.snapshot_time)), world=local_world(sources)), work / "cover.jpg")
        (work / "caption.txt").write_text(caption(order.order), encoding="utf-8")
        # The video goes last: whoever sees it may count on what lies beside it.
        (work / "cover.jpg").replace(cover)
        (work / "caption.txt").replace(text)
        signed.replace(order.output)
    warnings = (*solved.warnings, *rendered.warnings)
    return Short(order.output, cover, text, solved.music.seconds, template.id, looked, checked, warnings)


def _look(path: Path) -> tuple[PhotoReport, U8]:
    """What the photo is like, and a small copy of it to take colours from. Raises PhotoRefused."""
    photo = read_photo(path, longest=LONGEST_PHOTO_PX)
    looked = inspect_photo(photo)
    looked.require()
    scale = min(1.0, COLOUR_SAMPLE_PX / max(photo.shape[:2]))
    return looked, cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _clip_request(template: Template, order: ShortOrder, folder: Path, *, bpm: float | None) -> ClipRequest:
    wish, heat = clip_wish(template, bpm=bpm), heat_of(order.order.dish.menu)
    scale = order.size[0] / FULL_WIDTH
    steams = order.steam == "on" or (order.steam == "auto" and heat is Heat.HOT)
    return ClipRequest(
        photo=order.photo,
        seconds=wish.seconds,
        size=(_even(wish.width * scale), _even(wish.height * scale)),
        prompt=f"{order.order.dish.menu}, the dish stays exactly as it is, slow {wish.camera}",
        folder=folder,
        seed=order.seed,
        camera=wish.camera,
        steam=1.0 if steams else 0.0,
        aim=(wish.x, wish.y, wish.diameter),
    )


def _footage(sources: Mapping[str, Path]) -> Callable[[float], U8]:
    """The clip's picture at a time, small, which the scrims are measured on."""
    world = local_world(sources)

    @cache
    def picture(seconds: float) -> U8:
        pixels = world.pixels("clip", Fraction(str(seconds)))
        bgr = pixels.to_bgr() if isinstance(pixels, Frame) else pixels[..., :3]
        return cv2.resize(bgr, None, fx=FOOTAGE_SCALE, fy=FOOTAGE_SCALE, interpolation=cv2.INTER_AREA)

    return picture


def _brand(order: ShortOrder, folder: Path) -> dict[str, Path]:
    """The shop's own pictures as clean copies: what reaches an engine carries no EXIF and no surprises."""
    if order.logo is None:
        return {}
    clean = folder / "logo.png"
    write_still(read_still(order.logo, longest=FULL_WIDTH), clean)
    return {"logo": clean}


def _logo(path: Path) -> Logo:
    height, width = read_still(path, longest=FULL_WIDTH).shape[:2]
    return Logo("logo", width, height)


def _menu(menu: str) -> str:
    name = " ".join(menu.split())
    if not name:
        raise BadInput("메뉴 이름이 비어 있어요.", hint="손님에게 보일 메뉴 이름을 적어 주세요.")
    return name


def _tempo(template: Template, order: ShortOrder) -> float | None:
    """The tempo at which the template's beats last `seconds`: a template is stretched as music is, never cut."""
    if order.seconds is None:
        return None
    if not SHORTEST_SECONDS <= order.seconds <= LONGEST_SECONDS:
        raise BadInput(
            f"A short cannot last {order.seconds:g} seconds.",
            hint=f"Ask for {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds.",
        )
    return template.block.beats * 60 / order.seconds


def _check_output(order: ShortOrder) -> None:
    width, height = order.size
    if width % 2 or height % 2 or width * 16 != height * 9 or not 360 <= width <= 2160:
        raise BadInput(f"A short cannot be {width}x{height}.", hint="Use 9:16 with even sides, such as 1080x1920.")
    if order.output.suffix.lower() != ".mp4":
        raise BadInput(f"{order.output.name} is not a name for a video.", hint="Let the output end with .mp4.")
    if not order.output.parent.is_dir():
        raise BadInput(f"There is no folder {order.output.parent}.", hint="Make it first, or choose another output.")
    beside = {path.resolve() for path in (order.output, *_beside(order.output))}
    given = [path for path in (order.photo, order.logo, Path(order.music)) if path and path.resolve() in beside]
    if given:
        raise BadInput(f"The short would overwrite {given[0]}.", hint="Give the output another name.")


def _beside(output: Path) -> tuple[Path, Path]:
    """Where cover and caption go."""
    return output.with_suffix(".jpg"), output.with_suffix(".txt")


def _sized(script: JsonObject, order: ShortOrder) -> JsonObject:
    """The document at the ordered size: its lengths are pixels at 1080 x 1920, so it is drawn scaled as a whole."""
    if order.size == (FULL_WIDTH, FULL_HEIGHT):
        return script
    return {**script, "render_scale": order.size[0] / FULL_WIDTH}


def _silent(script: JsonObject) -> JsonObject:
    elements = script["elements"]
    assert isinstance(elements, list)  # a solved document has them
    return {**script, "elements": [each for each in elements if not _is_sound(each)]}


def _is_sound(element: Json) -> bool:
    return isinstance(element, dict) and element.get("type") == "audio"


def _even(length: float) -> int:
    return 2 * round(length / 2)


def _expectation(order: ShortOrder, solved: Solved) -> Expectation:
    return Expectation(
        width=order.size[0],
        height=order.size[1],
        seconds=Fraction(str(solved.music.seconds)),
        has_sound=order.music != "none",
    )


def _signed(source: Path, target: Path, *, title: str, record: Mapping[str, object]) -> Path:
    # Loaded only now: the signing library's 20 MB would else lie beside the encoder's at the peak.
    from sajangpick.provenance.claim import Claim, sign
    from sajangpick.provenance.credentials import load_credentials
    from sajangpick.settings import settings

    sign(source, target, claim=Claim(title, record), credentials=load_credentials(settings()))
    return target


def _record(order: ShortOrder, solved: Solved, engines: Engines) -> dict[str, object]:
    return {
        "template": order.template,
        "engines": {"clip": engines.clip.profile.id, "render": engines.render.profile.id},
        "music": {"mood": order.music if order.music != "auto" else solved.music.mood},
        "badge": BADGE_TEXT,
        "seed": order.seed,
    }


def _watch(report: Report, pending: Pending) -> None:
    if pending.total and pending.done < pending.total:
        report("render", pending.done, pending.total)


def _unheard(stage: str, done: int, total: int) -> None:  # noqa: ARG001 (a Report that nobody hears)
    return
