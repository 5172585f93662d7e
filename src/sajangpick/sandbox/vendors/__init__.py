"""The vendors of the sandbox: one file each, named here by where it is mounted."""

from collections.abc import Callable
from typing import TypeAlias

from starlette.routing import BaseRoute

from sajangpick.sandbox.vendors.automatic1111 import automatic1111
from sajangpick.sandbox.vendors.comfyui import comfyui
from sajangpick.sandbox.vendors.creatomate import creatomate
from sajangpick.sandbox.vendors.gemini import gemini
from sajangpick.sandbox.vendors.openai import openai
from sajangpick.sandbox.vendors.openai_videos import openai_videos
from sajangpick.sandbox.vendors.runway import runway
from sajangpick.sandbox.vendors.stability import stability
from sajangpick.sandbox.world import World

Routes: TypeAlias = Callable[[World], list[BaseRoute]]
"""From a world to where a vendor is called in it."""

VENDORS: dict[str, Routes] = {
    "openai": openai,
    "openai_videos": openai_videos,
    "gemini": gemini,
    "runway": runway,
    "creatomate": creatomate,
    "stability": stability,
    "automatic1111": automatic1111,
    "comfyui": comfyui,
}
