"""OpenAI: an idea becomes a prompt, by the model that the settings name, and words a picture, by its GPT Image models,
which also change one.

The words are moderated first, which is free, so that what its rules forbid is never paid for. Both are answered at
once. The ticket of a prompt is the answer itself; that of a picture, which comes in base64, is the name of its file and
what its tokens cost.
"""

import asyncio
import base64
import binascii
import json
import os
import secrets
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Prompt, PromptRequest, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable
from sajangpick.media.still import encode_still, read_photo
from sajangpick.motion.camera import Camera
from sajangpick.wire import PICTURES, Line, is_whole, kind_of

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

MODERATION_MODEL = "omni-moderation-latest"
LONGEST_PICTURE_PROMPT = 32_000
# What comes back is no longer than this, and what is looked at is paid for.
LONGEST_PHOTO_PX = 2048
# List prices of the GPT Image 2 and 2.5 families.
USD_PER_TEXT_TOKEN, USD_PER_IMAGE_TOKEN, USD_PER_OUTPUT_TOKEN = 5e-6, 8e-6, 30e-6
INSTRUCTIONS = """\
You direct short vertical videos of one dish for a small Korean restaurant. The input is JSON in the owner's words,
Korean or English; what is empty is yours to choose, and `seed` asks for another take on the same idea.
Write `prompt` in English, complete and below 900 characters: the dish first, then how the frame of the given ratio is
filled, shot, lens, light, mood and one slow motion. `shot`, `lens`, `light` and `motion` are those parts of it, in
English. `korean` says the same to the owner in Korean. `negative` lists in English what must not be seen: text, logos,
hands unless asked for, anything that is not part of the dish. `camera` is the move, `steam` is 1 for a dish that is
served hot and 0 for one that is not. Stay true to the dish: add nothing that the owner does not serve."""
# Models that think before they write take a minute.
_PROMPT_SECONDS = 120.0
# A large picture takes up to two minutes, and the answer comes when it is done.
_PICTURE_SECONDS = 240.0
_PICTURE = "openai.jpg"
# They mean that nothing is taken until somebody pays; one of them comes as a 400, the other as a 429.
_UNPAID = frozenset({"billing_hard_limit_reached", "insufficient_quota"})
_MODERATED = frozenset({"moderation_blocked", "content_policy_violation", "image_generation_user_error"})


class _Verdict(BaseModel):
    flagged: bool
    categories: dict[str, bool | None] = Field(default_factory=dict[str, bool | None])


class _Moderation(BaseModel):
    results: tuple[_Verdict, ...]


class _Tokens(BaseModel):
    text_tokens: int = 0
    image_tokens: int = 0


class _Usage(BaseModel):
    output_tokens: int = 0
    input_tokens_details: _Tokens = _Tokens()

    @property
    def usd(self) -> float:
        asked = self.input_tokens_details
        return (
            asked.text_tokens * USD_PER_TEXT_TOKEN
            + asked.image_tokens * USD_PER_IMAGE_TOKEN
            + self.output_tokens * USD_PER_OUTPUT_TOKEN
        )


class _Image(BaseModel):
    b64_json: str = ""


class _Images(BaseModel):
    data: tuple[_Image, ...] = ()
    usage: _Usage | None = None


class _Direction(BaseModel):
    """What the model is held to by its schema; every field is asked for, none beside."""

    model_config = ConfigDict(extra="forbid")

    prompt: str
    korean: str
    negative: str
    shot: str
    lens: str
    light: str
    motion: str
    camera: Camera
    steam: float = Field(ge=0.0, le=1.0)


class _Part(BaseModel):
    text: str = ""
    refusal: str = ""


class _Item(BaseModel):
    content: tuple[_Part, ...] | None = None


class _Response(BaseModel):
    output: tuple[_Item, ...] = ()

    @property
    def parts(self) -> list[_Part]:
        """What was said; thoughts and calls of tools say nothing."""
        return [part for item in self.output for part in item.content or ()]


class _Said(BaseModel):
    words: str
    refusal: str


class _Receipt(BaseModel):
    file: str
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class OpenAIPrompt:
    """Directs a shot with a language model."""

    profile: Profile
    line: Line
    model: str

    async def submit(self, request: PromptRequest, *, key: str) -> Ticket:  # noqa: ARG002 (OpenAI knows no keys of ours)
        """Have the owner's words moderated, and the prompt written."""
        wish = asdict(request)
        user = wish.pop("user")
        asked = json.dumps(wish, ensure_ascii=False)
        await require_harmless(self.line, asked)
        held: JsonObject = {"type": "json_schema", "name": "direction", "strict": True, "schema": _schema()}
        body: JsonObject = {
            "model": self.model,
            "instructions": INSTRUCTIONS,
            "input": asked,
            "text": {"format": held},
            "store": False,
            **_identified(user),
        }
        parts = (await self.line.order("responses", _Response, json=body)).parts
        said = _Said(words="".join(part.text for part in parts), refusal="".join(part.refusal for part in parts))
        return Ticket(self.profile.id, said.model_dump_json())

    async def poll(self, ticket: Ticket) -> Pending | Finished[Prompt]:
        """The prompt. Raises Refused if the model would write none, Unavailable if it broke off."""
        said = _Said.model_validate_json(ticket.id)
        if said.refusal:
            raise Refused("OpenAI가 이 글로는 쓰지 않겠다고 했어요. 다른 말로 적어 주세요.", hint=said.refusal)
        try:
            direction = _Direction.model_validate_json(said.words)
        except ValidationError:
            raise Unavailable("OpenAI wrote no whole prompt.") from None
        return Finished(Prompt(**direction.model_dump()))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


@dataclass(frozen=True, slots=True)
class OpenAIPicture:
    """One of the picture models. It has no seed: each order is another picture."""

    profile: Profile
    line: Line

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:  # noqa: ARG002 (OpenAI knows no keys of ours)
        """Have the words moderated, and the picture made or changed. Raises BadInput for a photo that is none."""
        prompt = _whole(request)
        photo = None if request.photo is None else await asyncio.to_thread(_clean, request.photo)
        await require_harmless(self.line, prompt)
        width, height = self.profile.size_for(request.size)
        asked = {
            "model": self.profile.model,
            "prompt": prompt,
            "size": f"{width}x{height}",
            "quality": "medium",
            "output_format": "jpeg",
            **_identified(request.user),
        }
        if photo is None:
            made = await self.line.order("images/generations", _Images, json={**asked, "n": 1})
        else:
            files = [("image", ("photo.jpg", photo, "image/jpeg"))]
            made = await self.line.order("images/edits", _Images, data={**asked, "n": "1"}, files=files)
        content = _content(made)
        if content:
            await asyncio.to_thread(_keep, content, request.folder / _PICTURE)
        receipt = _Receipt(file=_PICTURE, cost_usd=made.usage.usd if made.usage else None)
        return Ticket(self.profile.id, receipt.model_dump_json(), request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Unavailable if none came, or it lies in another folder."""
        receipt = _Receipt.model_validate_json(ticket.id)
        path = ticket.folder / receipt.file
        if not await asyncio.to_thread(_is_picture, path):
            raise Unavailable("OpenAI delivered no whole picture.", cost_usd=receipt.cost_usd)
        return Finished(Picture(path), receipt.cost_usd)

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


def open_prompt(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> OpenAIPrompt:
    """The engine of prompts. Raises Misconfigured without a key."""
    return OpenAIPrompt(profile, _line(settings, _PROMPT_SECONDS, transport), settings.openai_prompt_model)


def open_picture(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> OpenAIPicture:
    """The engine of pictures behind a profile. Raises Misconfigured without a key."""
    return OpenAIPicture(profile, _line(settings, _PICTURE_SECONDS, transport))


async def require_harmless(line: Line, words: str) -> None:
    """Let words pass that OpenAI's rules allow; asking costs nothing. Raises Refused for others."""
    asked = await line.ask("POST", "moderations", json={"model": MODERATION_MODEL, "input": words})
    flagged = [each for each in line.read(asked, _Moderation).results if each.flagged]
    if flagged:
        why = sorted(name for each in flagged for name, is_met in each.categories.items() if is_met)
        raise Refused("이 글은 OpenAI의 안전 기준에 맞지 않아요. 다른 말로 적어 주세요.", hint=", ".join(why))


def _line(settings: "Settings", order_seconds: float, transport: "AsyncBaseTransport | None") -> Line:
    if settings.openai_key is None:
        raise Misconfigured("OpenAI has no key.", hint="Set SAJANGPICK_OPENAI_KEY.")
    key = settings.openai_key.get_secret_value()
    return Line(
        "OpenAI",
        settings.openai_url,
        {"Authorization": f"Bearer {key}"},
        secrets=(key,),
        explain=_explained,
        order_seconds=order_seconds,
        transport=transport,
    )


def _identified(user: str) -> dict[str, str]:
    """Who asks: OpenAI shuts out one of our users then, where it would shut out us."""
    return {"safety_identifier": user} if user else {}


def _schema() -> JsonObject:
    """The schema of a direction, as strict as OpenAI wants it: closed, and all of it required."""
    texts: JsonObject = {name: {"type": "string"} for name in _Direction.model_fields}
    moves: Json = [each.value for each in Camera]
    return {
        "type": "object",
        "properties": {**texts, "camera": {"type": "string", "enum": moves}, "steam": {"type": "number"}},
        "required": list(_Direction.model_fields),
        "additionalProperties": False,
    }


def _whole(request: PictureRequest) -> str:
    """All of the words as one text: these models take nothing apart that shall not be seen."""
    avoided = f"\n\nAvoid: {request.negative}" if request.negative else ""
    return request.prompt[: LONGEST_PICTURE_PROMPT - len(avoided)] + avoided


def _clean(photo: Path) -> bytes:
    """A picture as OpenAI gets it: upright, as pixels alone."""
    return encode_still(read_photo(photo, longest=LONGEST_PHOTO_PX), "jpeg")


def _content(made: _Images) -> bytes:
    """The bytes of the picture; none where none can be read: it was made, and is paid for, all the same."""
    try:
        return base64.b64decode(made.data[0].b64_json, validate=True) if made.data else b""
    except binascii.Error:
        return b""


def _keep(content: bytes, target: Path) -> None:
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.write_bytes(content)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _is_picture(path: Path) -> bool:
    if not path.is_file():
        return False
    kind = kind_of(path)
    return kind is not None and kind in PICTURES and is_whole(path, kind)


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """OpenAI's own codes; see its error envelope {"error": {message, type, param, code}}."""
    error = body.get("error")
    told = error if isinstance(error, dict) else {}
    words = str(told.get("message") or "")
    codes = {str(told.get("code")), str(told.get("type"))}
    if codes & _UNPAID:
        return Unavailable("OpenAI says that our credit there is used up.", hint=words)
    if codes & _MODERATED:
        return Refused("OpenAI의 안전 기준에 맞지 않아 만들지 못했어요. 다른 말로 적어 주세요.", hint=words)
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return Refused("OpenAI가 이 주문을 받지 않았어요.", hint=words)
    return None
