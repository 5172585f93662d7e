"""Names of files as people gave them: shown, and offered when a file is saved, but never used as a path here."""

import re
import unicodedata

# Room for a suffix and for the copies a computer numbers, in the 255 bytes that file systems allow a Korean name.
LONGEST_NAME = 80
_SEPARATORS = re.compile(r"[/\\]")
_SPACES = re.compile(r"\s+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_name(name: str, *, suffix: str | None = None, instead: str = "file") -> str:
    """A name fit to be shown and saved under: one line, NFC, nothing invisible, no folders, 80 letters at most.

    With `suffix` (".jpg") it ends so, whatever it ended in. `instead` is taken where nothing is left.
    """
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    last = _SEPARATORS.split(composed)[-1]
    spaced = _SPACES.sub(" ", last)
    # Category C: controls, marks that turn the direction of writing, halves of characters, unassigned ones.
    visible = "".join(letter for letter in spaced if unicodedata.category(letter)[0] != "C")
    # Two spaces may have met where something invisible stood between them.
    visible = _SPACES.sub(" ", visible)
    stem, ending = visible, ""
    if found := _SUFFIX.search(visible):
        stem, ending = visible[: found.start()], found.group()
    if suffix is not None:
        ending = suffix
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending)].rstrip(" .")
    return f"{stem or instead}{ending}"
