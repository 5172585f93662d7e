"""`sajangpick doctor`: is everything here that a short needs, and if not, what to do."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, speaking
from sajangpick.errors import SajangpickError

LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: `advice` is empty if it is well."""

    what: str
    found: str
    advice: str = ""


@click.command()
@JSON_OPTION
def doctor(as_json: bool) -> None:
    """Check fonts, codecs, the mask model, the signing certificate, and space; say what to do."""
    with speaking(as_json=as_json):
        symptoms = [_examined(what, look) for what, look in CHECKS.items()]
        lines = [
            f"{'BAD' if each.advice else 'ok '}  {each.what}: {each.found} {each.advice}".rstrip() for each in symptoms
        ]
        rows = [{"what": each.what, "found": each.found, "advice": each.advice} for each in symptoms]
        well = not any(each.advice for each in symptoms)
        finish({"well": well, "checks": rows}, as_json=as_json, text="\n".join(lines))
        if not well:
            raise SystemExit(1)


def _examined(what: str, look: Callable[[], str]) -> Symptom:
    try:
        return Symptom(what, look())
    except SajangpickError as error:
        return Symptom(what, error.message, error.hint or "See the message.")
    except Exception as error:  # a doctor reports what is broken, whatever it is
        return Symptom(what, f"{type(error).__name__}: {error}", "Run `make clean` and `make run` again.")


def _fonts() -> str:
    from sajangpick.renderer.typeset import FAMILIES, covers

    for family in FAMILIES:
        covers(family, "가")
    return f"{len(FAMILIES)} families"


def _mask() -> str:
    import numpy as np

    from sajangpick.motion import dish_mask

    mask = dish_mask(np.full((64, 64, 3), 128, np.uint8))
    return f"u2netp answers, {mask.shape[1]}x{mask.shape[0]}"


def _codecs() -> str:
    import numpy as np

    from sajangpick.media.encode import VideoWriter
    from sajangpick.media.frame import Frame
    from sajangpick.media.probe import probe

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.mp4"
        with VideoWriter(path, width=64, height=64) as writer:
            writer.write_samples(np.zeros((1600, 2), np.float32))
            writer.write(Frame.blank(64, 64))
        facts = probe(path)
    return f"H.264 and AAC, {facts.kind}"


def _certificate() -> str:
    from sajangpick.provenance.credentials import load_credentials
    from sajangpick.settings import settings

    return "made on this machine" if load_credentials(settings()).local else "the operator's own"


def _templates() -> str:
    from sajangpick.template import list_templates

    return ", ".join(template.id for template in list_templates())


def _space() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    if free < LEAST_FREE_BYTES:
        raise SajangpickError(
            f"only {free / 1e9:.1f} GB free", hint="Make room: a short and its parts need about 50 MB."
        )
    return f"{free / 1e9:.0f} GB free"


CHECKS: dict[str, Callable[[], str]] = {
    "fonts": _fonts,
    "mask model": _mask,
    "codecs": _codecs,
    "templates": _templates,
    "signing certificate": _certificate,
    "disk": _space,
}
