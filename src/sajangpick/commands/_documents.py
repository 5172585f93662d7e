"""JSON documents that a command is handed, read with sentences for errors."""

import json
from pathlib import Path

from sajangpick.errors import BadInput
from sajangpick.renderer.modifications import JsonObject


def read_document(path: Path) -> JsonObject:
    """The JSON object in a file. Raises BadInput."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadInput(f"{path} cannot be read: {reason}.", hint="Name a RenderScript file.") from error
    return _parse(text, str(path))


def read_modifications(argument: str | None) -> JsonObject:
    """Modifications from JSON text or from a file of it. Raises BadInput."""
    if argument is None:
        return {}
    if argument.lstrip().startswith("{"):
        return _parse(argument, "--modifications")
    return read_document(Path(argument))


def _parse(text: str, where: str) -> JsonObject:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise BadInput(f"{where} is not JSON ({place}).", hint="Check it with a JSON validator.") from error
    if not isinstance(value, dict):
        raise BadInput(f"{where} holds no JSON object.", hint="It must start with '{'.")
    return value
