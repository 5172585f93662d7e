# OpenCV's own stubs call every array `MatLike` (any number type), which fits no precise signature.
# Here its results are Any; our functions name shape and type where arrays enter and leave them.
from typing import Any

def __getattr__(name: str) -> Any: ...
