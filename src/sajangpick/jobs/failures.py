"""From what was raised to the code an owner reads of; imported by every act's process, so it imports little."""

from dataclasses import dataclass

from sajangpick.errors import (
    BadInput,
    EngineError,
    NotFound,
    PhotoRefused,
    Refused,
    SajangpickError,
    SourceMissing,
    TextDoesNotFit,
    UnfitFile,
)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job failed: a code of `domain.failure`, and what only this case can say."""

    code: str
    detail: str = ""


INTERNAL = Failed("internal")


def failed_by(error: SajangpickError) -> Failed:
    """The reason behind an error of ours. Of what is our fault, or an engine's, an owner reads no insides."""
    match error:
        case PhotoRefused():
            return Failed("photo_refused", str(error))
        case TextDoesNotFit():
            return Failed("text_does_not_fit", str(error))
        case SourceMissing() | NotFound():
            return Failed("file_missing")
        case BadInput():
            return Failed("bad_input", str(error))
        case Refused():
            return Failed(error.code, error.message)
        case EngineError():
            return Failed(error.code)
        case UnfitFile():
            return Failed("inspection_failed", error.message)
        case _:
            return INTERNAL
