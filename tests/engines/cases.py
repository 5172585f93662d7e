"""The vendors that the contract suite is run against: one line each, added by whoever adds a vendor.

VENDOR_CASES names modules, divided by commas, with CASES of vendors that are not ours.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from pydantic import SecretStr

from sajangpick.engine import ClipRequest, Kind, PictureRequest, PromptRequest, RenderRequest, SomeEngine
from sajangpick.engines import open_engine, profile_of
from sajangpick.sandbox import World, create_sandbox
from sajangpick.settings import Settings

KEY = "key-that-nobody-may-read"
_ORIENTATION, _MAKER = 0x0112, 0x010F
PHOTO = Path(__file__).parents[2] / "src/sajangpick/data/photos/espresso.jpg"


@dataclass(frozen=True)
class Case:
    """An engine, and how it is set up against the sandbox.

    `key` is its secret's setting ("" for none). `waits`: it takes an order and is looked at, which those that answer
    at once do not. `moderates`: it may refuse by policy, which the operator's own do not, nor those that only put
    together what they are sent. `cancels`: what it has begun can be stopped. `edits`: it is asked to change a photo.
    `extra` are further settings.
    """

    engine: str
    key: str | None = None
    waits: bool = True
    moderates: bool = True
    cancels: bool = True
    edits: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.engine} edits" if self.edits else self.engine

    @property
    def vendor(self) -> str:
        return self.engine.partition(":")[0]

    @property
    def kind(self) -> Kind:
        return profile_of(self.engine, Settings(_env_file=None, **self.extra)).kind

    def settings(self, *, key: str = KEY) -> Settings:
        named = f"{self.vendor}_key" if self.key is None else self.key
        secret = {named: SecretStr(key)} if named else {}
        url = {f"{self.vendor}_url": f"http://sandbox/{self.vendor}{_path_of(self.vendor)}"}
        return Settings(_env_file=None, won_per_usd=1000, **secret, **url, **self.extra)

    def open(self, world: World, *, key: str = KEY) -> SomeEngine:
        transport = httpx.ASGITransport(create_sandbox(world))
        return open_engine(self.engine, self.settings(key=key), transport=transport)

    def request(self, folder: Path, text: str = "steam rises") -> Any:
        request = REQUESTS[self.kind](folder, text)
        return replace(request, photo=PHOTO) if self.edits else request


def turned_photo(path: Path, *, size: tuple[int, int]) -> Path:
    """A photo that lies on its side, and says in its EXIF that it does, and what took it."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKER] = 6, "A camera"
    Image.new("RGB", size, "tomato").save(path, "JPEG", exif=exif)
    return path


def _path_of(vendor: str) -> str:
    """Below the vendor's name all is as at its own address."""
    known = Settings.model_fields.get(f"{vendor}_url")
    return httpx.URL(known.default).path.rstrip("/") if known else ""


REQUESTS: dict[Kind, Callable[[Path, str], Any]] = {
    Kind.PROMPT: lambda _, text: PromptRequest(text),
    Kind.PICTURE: lambda folder, text: PictureRequest(text, (1080, 1920), folder, seed=7),
    Kind.CLIP: lambda folder, text: ClipRequest(PHOTO, 3.0, (1080, 1920), text, folder, seed=7),
    Kind.RENDER: lambda folder, text: RenderRequest(_script(text), {}, folder / "video.mp4"),
}


def _script(text: str) -> dict[str, Any]:
    words = {"type": "text", "text": text, "font_size": "9 vmin", "fill_color": "#ffffff"}
    return {"width": 144, "height": 256, "frame_rate": 8, "duration": 1, "elements": [words]}


CASES = [
    Case("openai:prompt", waits=False),
    Case("openai:gpt-image-2.5-flare", waits=False),
    Case("openai:gpt-image-2.5-flare", waits=False, edits=True),
    Case("openai_videos:sora-2"),
    Case("gemini:gemini-omni-1.2-flash"),
    Case("gemini:gemini-nano-banana-2.1", waits=False),
    Case("gemini:gemini-nano-banana-2.1", waits=False, edits=True),
    Case("runway:gen4_turbo"),
    Case("creatomate:v2", moderates=False, cancels=False),
    Case("creatomate:v1", moderates=False, cancels=False),
    Case("stability:core", waits=False),
    Case("stability:sd3.5-medium", waits=False),
    Case("automatic1111:txt2img", key="", waits=False, moderates=False),
    Case("comfyui:graph", key="", moderates=False),
]

for _module in filter(None, os.environ.get("VENDOR_CASES", "").split(",")):
    CASES.extend(import_module(_module).CASES)
