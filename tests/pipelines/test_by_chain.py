"""Who is asked after whom, and what becomes of what a vendor renders."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import cast

import pytest

from sajangpick.domain.json import JsonObject
from sajangpick.domain.request import ShortRequest
from sajangpick.engine import Finished, Kind, Pending, Picture, PictureRequest, Profile, RenderRequest, Ticket, Video
from sajangpick.engines.local import local_world, render_here
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.finish.making import make_by_chain
from sajangpick.inspection.file import Expectation, inspect_file
from sajangpick.pipeline import OUR_RENDERER, Direct, Engines
from sajangpick.pipelines import RECIPES
from sajangpick.provenance.claim import read_claim
from sajangpick.settings import settings

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))
SIZE = (360, 640)


def nothing_heard(_stage: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Painter:
    """Paints nothing worth seeing, or raises."""

    model: str
    raises: EngineError | None = None
    keys: list[str] = field(default_factory=list[str])

    @property
    def profile(self) -> Profile:
        return Profile(f"vendor:{self.model}", Kind.PICTURE, self.model)

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        self.keys.append(key)
        if self.raises:
            raise self.raises
        return Ticket(self.profile.id, str(request.folder))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        return Finished(Picture(Path(ticket.id) / self.model))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


def asked(folder: Path, *painters: Painter, engine: str = "") -> JsonObject:
    first, *others = painters
    run = Direct(folder, report=nothing_heard, engines=Engines(picture=first, others=tuple(others)))
    wish: JsonObject = {"prompt": "stew", "size": [90, 160]}
    return asyncio.run(make_by_chain(run, Kind.PICTURE, wish, engine=engine))


@pytest.mark.parametrize(
    "error", [Unavailable("Busy."), Unavailable("Spent.", code="budget_reached"), Misconfigured("Ended.")]
)
def test_the_next_is_asked_where_the_order_was_surely_not_taken(tmp_path: Path, error: EngineError) -> None:
    first, second = Painter("first", error), Painter("second")
    made = asked(tmp_path, first, second)
    assert (made["engine"], Path(str(made["file"])).name) == ("vendor:second", "second")
    (passed,) = cast("list[JsonObject]", made["tried"])
    assert (passed["engine"], passed["ok"]) == ("vendor:first", False)
    assert cast(JsonObject, passed["why"])["ko"]
    # Another vendor may know the first one's key, so each ask has its own.
    assert first.keys != second.keys


@pytest.mark.parametrize("error", [Refused("No."), Unanswered("Who knows.")])
def test_who_refuses_or_may_have_taken_it_has_the_last_word(tmp_path: Path, error: EngineError) -> None:
    second = Painter("second")
    with pytest.raises(type(error)):
        asked(tmp_path, Painter("first", error), second)
    assert second.keys == []


def test_the_last_of_a_chain_says_why(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="No key"):
        asked(tmp_path, Painter("first", Unavailable("Busy.")), Painter("second", Misconfigured("No key.")))


def test_who_is_chosen_is_asked_first_and_the_others_stand_by(tmp_path: Path) -> None:
    first, second = Painter("first"), Painter("second")
    assert asked(tmp_path, first, second, engine="vendor:second")["engine"] == "vendor:second"
    assert first.keys == []
    second.raises = Unavailable("Busy.")
    assert asked(tmp_path, first, second, engine="vendor:second")["engine"] == "vendor:first"
    # Who is not set up any more is nobody's choice.
    assert asked(tmp_path, first, second, engine="vendor:gone")["engine"] == "vendor:first"


RENDERER = Profile("vendor:renderer", Kind.RENDER, "A renderer")
Spoil = Callable[[RenderRequest], RenderRequest]


@dataclass(slots=True)
class Renderer:
    """A vendor that renders as we do, from the files it is sent, after `spoil` had its way with the request."""

    spoil: Spoil = lambda request: request
    raises: EngineError | None = None
    sent: list[RenderRequest] = field(default_factory=list[RenderRequest])
    profile: Profile = RENDERER

    async def submit(self, request: RenderRequest, *, key: str) -> Ticket:  # noqa: ARG002 (one is enough here)
        if self.raises:
            raise self.raises
        self.sent.append(request)
        return Ticket(self.profile.id, str(request.target))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Video]:
        render_here(self.spoil(self.sent[-1]))
        return Finished(Video(Path(ticket.id)))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


@pytest.fixture
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., JsonObject]:
    monkeypatch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()

    def made(renderer: Renderer, *, renderers: tuple[str, ...], engine: str = "") -> JsonObject:
        request = ShortRequest(str(PHOTO), "에스프레소", "4500", seconds=6.0, size=SIZE, render_engine=engine)
        engines = Engines(others=(renderer,), renderers=renderers)
        run = Direct(tmp_path, report=nothing_heard, engines=engines)
        return asyncio.run(cast("Coroutine[None, None, JsonObject]", RECIPES["short"](run, request.to_json())))

    return made


def test_a_short_that_a_vendor_renders_follows_our_rules(short: Callable[..., JsonObject], tmp_path: Path) -> None:
    renderer = Renderer()
    made = short(renderer, renderers=("vendor:renderer", OUR_RENDERER))
    assert made["render"] == {"engine": "vendor:renderer", "tried": []}
    assert made["engines"] == {"clip": "local:motion", "render": "vendor:renderer"}
    assert "4,500" in str(made["caption"])
    (sent,) = renderer.sent
    # Whoever renders elsewhere knows no plans of ours.
    assert {path.suffix for path in sent.sources.values()} <= {".mp4", ".wav", ".png"}
    with local_world(sent.sources) as world:
        assert world.source("clip").kind == "moving"
    video = tmp_path / "video.mp4"
    expected = Expectation(*SIZE)
    assert inspect_file(video, expect=expected).passed
    claim = read_claim(video)
    assert claim
    assert "vendor:renderer" in str(claim)


def test_what_is_not_as_ordered_is_rendered_here(short: Callable[..., JsonObject]) -> None:
    def shorter(request: RenderRequest) -> RenderRequest:
        return replace(request, script={**request.script, "duration": 3})

    made = short(Renderer(shorter), renderers=("vendor:renderer", OUR_RENDERER))
    render = cast(JsonObject, made["render"])
    assert render["engine"] == OUR_RENDERER
    (tried,) = cast("list[JsonObject]", render["tried"])
    assert (tried["engine"], tried["ok"]) == ("vendor:renderer", False)


def test_ours_renders_where_the_vendor_cannot(short: Callable[..., JsonObject]) -> None:
    made = short(Renderer(raises=Unavailable("Busy.")), renderers=("vendor:renderer", OUR_RENDERER))
    render = cast(JsonObject, made["render"])
    assert render["engine"] == OUR_RENDERER
    assert len(cast("list[JsonObject]", render["tried"])) == 1


def test_ours_renders_at_once_where_it_is_first_or_chosen(short: Callable[..., JsonObject]) -> None:
    renderer = Renderer()
    made = short(renderer, renderers=("vendor:renderer", OUR_RENDERER), engine=OUR_RENDERER)
    assert made["render"] == {"engine": OUR_RENDERER, "tried": []}
    assert renderer.sent == []
