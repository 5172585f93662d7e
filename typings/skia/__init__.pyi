# skia-python ships no types. Here its results are Any; our functions name types where drawing enters and leaves it.
from typing import Any

def __getattr__(name: str) -> Any: ...
