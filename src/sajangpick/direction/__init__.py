"""An idea in an owner's words becomes a shot: what is seen, from where, through which lens, in which light.

Rules, not chance: the same words make the same shot. Nothing here knows engines, files or the service.
"""

from dataclasses import dataclass

from sajangpick.motion.heat import Heat, heat_of

__all__ = ["Shot", "direct"]


@dataclass(frozen=True, slots=True)
class Shot:
    """A directed shot: `prompt` and `negative` in English, `korean` for the owner, and the parts of the prompt."""

    prompt: str
    korean: str
    negative: str
    shot: str
    lens: str
    light: str
    motion: str
    camera: str
    steam: float


def direct(
    idea: str, *, style: str = "", mood: str = "", camera: str = "", ratio: str = "9:16", extra: str = "", seed: int = 0
) -> Shot:
    """Direct an idea; what is empty is chosen to suit the dish, and another `seed` chooses otherwise."""
    steams = heat_of(idea) is Heat.HOT
    shot, lens = "three-quarter close-up, the dish fills two thirds of the frame", "50 mm macro lens at f/2.8"
    sources = ("soft window light from behind", "one warm lamp from the upper left")
    light = f"{mood or 'warm and appetising'} mood, {sources[seed % len(sources)]}"
    motion = f"{camera or 'slow push-in'}, {'steam rises gently' if steams else 'the light moves softly'}"
    prompt = ", ".join(filter(None, (idea.strip(), style, shot, lens, light, motion, extra, f"{ratio} frame")))
    korean = ", ".join(filter(None, (idea.strip(), style, mood, camera, extra, f"{ratio} 화면")))
    negative = "text, letters, watermark, logo, people, hands, deformed food"
    return Shot(prompt, korean, negative, shot, lens, light, motion, "push-in", 1.0 if steams else 0.0)
