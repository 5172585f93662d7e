"""Words become a picture and a picture a clip, with the real engines: labelled, signed, measured."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from sajangpick.domain.creation import ClipWish, PictureWish
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Kind, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.engines.card import LocalCard
from sajangpick.errors import EngineError, Misconfigured, Unavailable, UnfitFile
from sajangpick.finish.making import PHOTO
from sajangpick.finish.video import COVER, VIDEO
from sajangpick.media.probe import probe
from sajangpick.media.still import still_size
from sajangpick.pipeline import Direct, Engines
from sajangpick.pipelines import RECIPES, make_short
from sajangpick.provenance.badge import find_badge
from sajangpick.provenance.claim import read_claim
from sajangpick.provenance.origin import Origin
from sajangpick.settings import settings

WORDS = "김치찌개, 뚝배기에서 끓는 클로즈업"


@pytest.fixture(autouse=True, scope="module")
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> None:
    patch = pytest.MonkeyPatch()
    patch.setenv("SAJANGPICK_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    settings.cache_clear()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which encoding takes no time; the badge is still found."""
    monkeypatch.setattr("sajangpick.domain.creation.SIZES", {"9:16": (360, 640), "16:9": (640, 360)})


def make(kind: str, wish: PictureWish, folder: Path, engines: Engines | None = None) -> JsonObject:
    run = Direct(folder, report=lambda *_: None, engines=engines)
    return asyncio.run(cast("asyncio.Future[JsonObject]", RECIPES[kind](run, wish.to_json())))


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("picture")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sajangpick.domain.creation.SIZES", {"9:16": (720, 1280)})
        made = make("picture", PictureWish(WORDS, "김치찌개", seed=3), folder)
    assert made["engines"] == {"picture": "local:card"}
    assert made["files"] == {"photo": {"file": PHOTO, "width": 720, "height": 1280}}
    return folder / PHOTO


def test_a_picture_says_of_itself_that_it_was_made(picture: Path) -> None:
    claim = read_claim(picture)
    assert claim is not None
    assert claim.valid
    assert (claim.title, claim.source_types) == ("김치찌개", (Origin.DRAWN,))
    assert claim.record == {"engines": {"picture": "local:card"}, "seed": 3}
    assert still_size(picture) == (720, 1280)


def test_a_clip_of_a_picture_is_a_finished_file_with_its_badge(picture: Path, tmp_path: Path) -> None:
    wish = ClipWish(WORDS, "김치찌개", photo_id=str(picture), seconds=3.0, camera="orbit", steam=1.0)
    made = make("clip", wish, tmp_path)
    assert made["engines"] == {"clip": "local:motion"}
    assert set(cast(JsonObject, made["files"])) == {"video", "cover"}
    assert all(rule["ok"] for rule in cast("list[JsonObject]", made["checks"]))
    video = tmp_path / VIDEO
    facts = probe(video)
    assert (facts.size, facts.duration, facts.has_sound) == ((360, 640), 3, False)
    assert find_badge(video).whole
    claim = read_claim(video)
    assert claim is not None
    assert claim.valid
    assert claim.source_types == (Origin.DRAWN,)
    assert claim.record["engines"] == {"clip": "local:motion", "render": "local:renderer"}
    assert still_size(tmp_path / COVER) == (360, 640)


def test_without_a_picture_one_is_made_first_and_kept(tmp_path: Path) -> None:
    made = make("clip", ClipWish(WORDS, ratio="16:9", seconds=3.0, camera="still"), tmp_path)
    assert made["engines"] == {"picture": "local:card", "clip": "local:motion"}
    assert set(cast(JsonObject, made["files"])) == {"photo", "video", "cover"}
    assert still_size(tmp_path / PHOTO) == (640, 360)
    assert find_badge(tmp_path / VIDEO).whole
    # Whoever orders a camera that stands may have it.
    (frozen,) = (rule for rule in cast("list[JsonObject]", made["checks"]) if rule["rule"] == "frozen")
    assert frozen["wanted"] == "멈춤 허용"


def test_a_short_of_a_made_picture_says_so(picture: Path, tmp_path: Path) -> None:
    short = make_short(
        picture, menu="김치찌개", price="9000", template="minimal", seconds=6.0, size=(360, 640),
        output=tmp_path / "short.mp4",
    )  # fmt: skip
    claim = read_claim(short.path)
    assert claim is not None
    assert claim.source_types == (Origin.DRAWN,)


class Vendor:
    """An engine of pictures elsewhere, that answers with whatever it is told to."""

    profile = Profile("vendor:model", Kind.PICTURE, "A vendor", price_won=10)

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        path = request.folder / "picture.png"
        path.write_bytes(self._answer)
        return Ticket(self.profile.id, f"{path}\n{key}")

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        return Finished(Picture(Path(ticket.id.partition("\n")[0])))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


def test_what_a_vendor_makes_is_said_to_come_from_a_trained_model(picture: Path, tmp_path: Path) -> None:
    make("picture", PictureWish(WORDS), tmp_path, Engines(picture=Vendor(picture.read_bytes())))
    claim = read_claim(tmp_path / PHOTO)
    assert claim is not None
    assert claim.source_types == (Origin.TRAINED,)


class Retoucher(Vendor):
    """One that changes pictures: what it was shown is what it answers."""

    profile = Profile("vendor:retoucher", Kind.PICTURE, "A retoucher", edits=True)

    def __init__(self, error: EngineError | None = None) -> None:
        super().__init__(b"")
        self.asked: list[PictureRequest] = []
        self._error = error

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        self.asked.append(request)
        if self._error:
            raise self._error
        assert request.photo
        self._answer = request.photo.read_bytes()
        return await super().submit(request, key=key)


def test_a_picture_is_changed_by_the_one_who_can(picture: Path, tmp_path: Path) -> None:
    """Who cannot is passed over without being asked, even if it was chosen."""
    retoucher, wish = (
        Retoucher(),
        PictureWish("더 밝게", "김치찌개", seed=4, source_id=str(picture), engine="vendor:model"),
    )
    made = make("picture", wish, tmp_path, Engines(picture=Vendor(b"never asked"), others=(retoucher,)))
    assert made["picture"] == {"engine": "vendor:retoucher", "tried": []}
    (asked,) = retoucher.asked
    assert (asked.prompt, asked.photo) == ("더 밝게", picture.resolve())
    claim = read_claim(tmp_path / PHOTO)
    assert claim is not None
    assert claim.source_types == (Origin.TRAINED,)
    assert still_size(tmp_path / PHOTO) == (720, 1280)


def test_why_a_picture_is_not_changed_is_said_by_those_who_could(picture: Path, tmp_path: Path) -> None:
    wish = PictureWish("더 밝게", source_id=str(picture))
    with pytest.raises(Unavailable, match="Busy"):
        make("picture", wish, tmp_path, Engines(picture=Retoucher(Unavailable("Busy.")), others=(LocalCard(),)))
    with pytest.raises(Misconfigured, match="No engine"):
        make("picture", wish, tmp_path)


def test_an_engine_that_changes_none_is_not_sent_one(picture: Path, tmp_path: Path) -> None:
    run = Direct(tmp_path, report=lambda *_: None)
    wish: JsonObject = {"prompt": "더 밝게", "size": [720, 1280], "photo": str(picture)}
    with pytest.raises(Misconfigured, match="changes no pictures"):
        asyncio.run(run.make(Kind.PICTURE, wish, engine="local:card"))


def test_a_picture_that_cannot_be_read_does_not_leave(tmp_path: Path) -> None:
    with pytest.raises(UnfitFile, match="vendor:model"):
        make("picture", PictureWish(WORDS), tmp_path, Engines(picture=Vendor(b"no picture")))
    assert not (tmp_path / PHOTO).exists()
