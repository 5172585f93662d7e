"""The main recipe: a photo, a menu name and a price become a finished short.

photo → clip → layout → render → check. Each act is a function of what it is handed and of files, so that the recipe can
be run here, directly, or durably, step by step. Nothing leaves before every rule has been measured on the very bytes
that leave.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

import cv2
import numpy as np
from pydantic import TypeAdapter

from sajangpick.domain.caption import caption
from sajangpick.domain.dish import Dish
from sajangpick.domain.json import Json, JsonObject
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.domain.request import FULL_SIZE, ShopFacts, ShortRequest, Steam
from sajangpick.domain.shop import Logo, Shop
from sajangpick.engines.local import LONGEST_PHOTO_PX, local_world, plan_music
from sajangpick.errors import BadInput
from sajangpick.finish.elsewhere import finish_by_chain, to_send
from sajangpick.finish.making import make_clip
from sajangpick.finish.video import COVER, VIDEO, Master, finish_video
from sajangpick.inspection.file import FileReport, Finding
from sajangpick.inspection.photo import PhotoReport, inspect_photo
from sajangpick.media.frame import U8, Frame
from sajangpick.media.still import read_photo, read_still, write_still
from sajangpick.motion.heat import Heat, heat_of
from sajangpick.music import MOODS
from sajangpick.pipeline import Direct, Report, Run
from sajangpick.template import Solved, Template, clip_wish, load_template, solve

COLOUR_SAMPLE_PX = 640
SHORTEST_SECONDS, LONGEST_SECONDS = 6.0, 10.0
FULL_WIDTH, FULL_HEIGHT = FULL_SIZE

FOOTAGE_SCALE = 0.25
"""What is behind a text is a matter of areas, not of pixels."""

COLOURS = "colours.npy"


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
    is_own = music not in ("auto", "none", *MOODS) and Path(music).is_file()
    request = ShortRequest(
        photo_id=str(photo),
        menu=menu,
        price=price,
        template=template,
        music="auto" if is_own else music,
        music_id=music if is_own else None,
        # Any word may come from a caller; `_check_order` knows the three that are good.
        steam=cast(Steam, steam),
        seconds=seconds,
        seed=seed,
        words=words,
        shop=ShopFacts(shop, address, phone, hours, logo_id=None if logo is None else str(logo)),
        size=size,
    )
    _check_order(request)
    _check_output(request, Path(output))
    return asyncio.run(_short_here(request, Path(output), report=on_progress or _unheard))


async def short(run: Run, request: JsonObject) -> JsonObject:
    """The recipe itself.

    Answers `files` (video, cover), `caption`, `seconds`, `photo`, `checks`, `engines`, `warnings`, and `clip` and
    `render`: who made it, and whose were `tried`.
    """
    wanted = ShortRequest.from_json(request)
    references = {"photo": wanted.photo_id, "logo": wanted.shop.logo_id, "music": wanted.music_id}
    files = await run.take({name: reference for name, reference in references.items() if reference})
    given: JsonObject = {"request": request, "files": {**files}}
    looked = await run.act(look, given)
    wish: JsonObject = {**cast(JsonObject, looked["clip"]), "photo": files["photo"]}
    clip = await make_clip(run, wish, engine=wanted.clip_engine)
    made = await finish_by_chain(
        run, {**given, "clip": clip}, compose=compose, lay_out=send_out, engine=wanted.render_engine
    )
    engines = {"clip": clip["engine"], "render": cast(JsonObject, made["render"])["engine"]}
    by: JsonObject = {"engine": clip["engine"], "tried": clip["tried"]}
    return {**made, "photo": looked["photo"], "engines": engines, "clip": by}


def look(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Refuse what can be refused now, see what the photo is like, and say which clip to have made.

    Answers `photo` (a PhotoReport) and `clip` (a ClipRequest but for its photo). Raises BadInput, PhotoRefused.
    """
    report("photo", 0, 1)
    request, files = _read(given)
    template = _check_order(request)
    if "logo" in files:
        read_still(folder / files["logo"], longest=FULL_WIDTH)
    photo = read_photo(folder / files["photo"], longest=LONGEST_PHOTO_PX)
    looked = inspect_photo(photo)
    looked.require()
    np.save(folder / COLOURS, _colour_sample(photo))
    report("photo", 1, 1)
    return {"photo": cast(JsonObject, asdict(looked)), "clip": _clip_wish(template, request)}


def compose(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Lay out, render, sign, inspect: everything after the clip. Raises TextDoesNotFit, UnfitFile."""
    laid = _laid_out(folder, given, report)
    made = finish_video(folder, laid.master, report=report)
    return {**made, "caption": laid.caption, "warnings": [*laid.warnings, *cast("list[Json]", made["warnings"])]}


def send_out(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Lay out, for a renderer elsewhere: what `to_send` answers. Raises TextDoesNotFit."""
    laid = _laid_out(folder, given, report)
    return to_send(folder, laid.master, said={"caption": laid.caption}, warnings=[*laid.warnings])


@dataclass(frozen=True, slots=True)
class _LaidOut:
    master: Master
    caption: str
    warnings: tuple[str, ...]


def _laid_out(folder: Path, given: JsonObject, report: Report) -> _LaidOut:
    request, files = _read(given)
    clip = cast(JsonObject, given["clip"])

    report("layout", 0, 1)
    template, bpm = load_template(request.template), _tempo(load_template(request.template), request)
    order, sources = _brand(request, folder, files)
    sources["clip"] = folder / str(clip["file"])
    colours = _colours(folder, folder / files["photo"])
    solved = solve(template, order, photo=colours, footage=_footage(sources), bpm=bpm)
    script = _sized(solved.script, request)
    music = plan_music(
        str(folder / files["music"]) if "music" in files else request.music,
        solved.music.mood,
        seconds=solved.music.seconds,
        bpm=solved.music.bpm,
        seed=request.seed,
        folder=folder,
    )
    if music:
        sources["music"] = music
    else:
        script = _silent(script)
    report("layout", 1, 1)

    master = Master(
        script,
        sources,
        folder / files["photo"],
        request.size,
        solved.music.seconds,
        cover_at=solved.snapshot_time,
        has_sound=music is not None,
        title=order.dish.menu,
        record=_record(request, solved),
        engines={"clip": str(clip["engine"])},
    )
    return _LaidOut(master, caption(order), tuple(solved.warnings))


async def _short_here(request: ShortRequest, output: Path, *, report: Report) -> Short:
    with tempfile.TemporaryDirectory(prefix=".sajangpick-", dir=output.parent) as name:
        folder = Path(name)
        made = await short(Direct(folder, report=report), request.to_json())
        cover, text = _beside(output)
        (folder / "caption.txt").write_text(str(made["caption"]), encoding="utf-8")
        # The video goes last: whoever sees it may count on what lies beside it.
        (folder / COVER).replace(cover)
        (folder / "caption.txt").replace(text)
        (folder / VIDEO).replace(output)
    return _short(made, output, template=request.template)


def _short(made: JsonObject, output: Path, *, template: str) -> Short:
    cover, text = _beside(output)
    return Short(
        output,
        cover,
        text,
        cast(float, made["seconds"]),
        template,
        TypeAdapter(PhotoReport).validate_python(made["photo"]),
        FileReport(output, TypeAdapter(tuple[Finding, ...]).validate_python(made["checks"])),
        tuple(cast(list[str], made["warnings"])),
    )


def _read(given: JsonObject) -> tuple[ShortRequest, dict[str, str]]:
    """What an act is given: the request, and the paths of its files in the folder by name."""
    return ShortRequest.from_json(cast(JsonObject, given["request"])), cast(dict[str, str], given["files"])


def _check_order(request: ShortRequest) -> Template:
    """Refuse what the order alone shows to be impossible; the template."""
    if request.steam not in ("auto", "on", "off"):
        raise BadInput(f"Steam cannot be '{request.steam}'.", hint="Use auto, on or off.")
    _menu(request.menu)
    parse_price(request.price)
    width, height = request.size
    if width % 2 or height % 2 or width * 16 != height * 9 or not 360 <= width <= 2160:
        raise BadInput(f"A short cannot be {width}x{height}.", hint="Use 9:16 with even sides, such as 1080x1920.")
    template = load_template(request.template)
    _tempo(template, request)
    return template


def _colour_sample(photo: U8) -> U8:
    """A small copy to take colours from."""
    scale = min(1.0, COLOUR_SAMPLE_PX / max(photo.shape[:2]))
    return cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _colours(folder: Path, photo: Path) -> U8:
    """The colour sample that `look` left, or a new one where it is not at hand."""
    if (folder / COLOURS).exists():
        return np.load(folder / COLOURS)
    return _colour_sample(read_photo(photo, longest=LONGEST_PHOTO_PX))


def _clip_wish(template: Template, request: ShortRequest) -> JsonObject:
    """A ClipRequest but for its photo, as plain values."""
    wish, heat = clip_wish(template, bpm=_tempo(template, request)), heat_of(request.menu)
    scale = request.size[0] / FULL_WIDTH
    steams = request.steam == "on" or (request.steam == "auto" and heat is Heat.HOT)
    return {
        "seconds": wish.seconds,
        "size": [_even(wish.width * scale), _even(wish.height * scale)],
        "prompt": f"{_menu(request.menu)}, the dish stays exactly as it is, slow {wish.camera}",
        "seed": request.seed,
        "camera": wish.camera,
        "steam": 1.0 if steams else 0.0,
        "aim": [wish.x, wish.y, wish.diameter],
    }


def _brand(request: ShortRequest, folder: Path, files: Mapping[str, str]) -> tuple[Order, dict[str, Path]]:
    """The order with its shop, and the shop's own pictures as clean copies: no EXIF and no surprises in them."""
    shop, logo, sources = request.shop, None, dict[str, Path]()
    if "logo" in files:
        pixels = read_still(folder / files["logo"], longest=FULL_WIDTH)
        sources["logo"] = folder / "clean-logo.png"
        write_still(pixels, sources["logo"])
        logo = Logo("logo", pixels.shape[1], pixels.shape[0])
    facts = Shop(shop.name, address=shop.address, phone=shop.phone, hours=shop.hours, logo=logo)
    return Order(Dish(_menu(request.menu), parse_price(request.price)), facts, request.words), sources


def _footage(sources: Mapping[str, Path]) -> Callable[[float], U8]:
    """The clip's picture at a time, small, which the scrims are measured on."""
    world = local_world(sources)

    @cache
    def picture(seconds: float) -> U8:
        pixels = world.pixels("clip", Fraction(str(seconds)))
        bgr = pixels.to_bgr() if isinstance(pixels, Frame) else pixels[..., :3]
        return cv2.resize(bgr, None, fx=FOOTAGE_SCALE, fy=FOOTAGE_SCALE, interpolation=cv2.INTER_AREA)

    return picture


def _menu(menu: str) -> str:
    name = " ".join(menu.split())
    if not name:
        raise BadInput("메뉴 이름이 비어 있어요.", hint="손님에게 보일 메뉴 이름을 적어 주세요.")
    return name


def _tempo(template: Template, request: ShortRequest) -> float | None:
    """The tempo at which the template's beats last `seconds`: a template is stretched as music is, never cut."""
    if request.seconds is None:
        return None
    if not SHORTEST_SECONDS <= request.seconds <= LONGEST_SECONDS:
        raise BadInput(
            f"A short cannot last {request.seconds:g} seconds.",
            hint=f"Ask for {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds.",
        )
    return template.block.beats * 60 / request.seconds


def _check_output(request: ShortRequest, output: Path) -> None:
    if output.suffix.lower() != ".mp4":
        raise BadInput(f"{output.name} is not a name for a video.", hint="Let the output end with .mp4.")
    if not output.parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}.", hint="Make it first, or choose another output.")
    beside = {path.resolve() for path in (output, *_beside(output))}
    given = [path for path in map(Path, request.asset_ids) if path.resolve() in beside]
    if given:
        raise BadInput(f"The short would overwrite {given[0]}.", hint="Give the output another name.")


def _beside(output: Path) -> tuple[Path, Path]:
    """Where cover and caption go."""
    return output.with_suffix(".jpg"), output.with_suffix(".txt")


def _sized(script: JsonObject, request: ShortRequest) -> JsonObject:
    """The document at the ordered size: its lengths are pixels at 1080 x 1920, so it is drawn scaled as a whole."""
    if request.size == (FULL_WIDTH, FULL_HEIGHT):
        return script
    return {**script, "render_scale": request.size[0] / FULL_WIDTH}


def _silent(script: JsonObject) -> JsonObject:
    elements = script["elements"]
    assert isinstance(elements, list)  # a solved document has them
    return {**script, "elements": [each for each in elements if not _is_sound(each)]}


def _is_sound(element: Json) -> bool:
    return isinstance(element, dict) and element.get("type") == "audio"


def _even(length: float) -> int:
    return 2 * round(length / 2)


def _record(request: ShortRequest, solved: Solved) -> dict[str, object]:
    mood = "own" if request.music_id else request.music if request.music != "auto" else solved.music.mood
    return {"template": request.template, "music": {"mood": mood}, "seed": request.seed}


def _unheard(stage: str, done: int, total: int) -> None:  # noqa: ARG001 (a Report that nobody hears)
    return
