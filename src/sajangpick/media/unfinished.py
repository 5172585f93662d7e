"""Write beside the target, rename when done: a reader never sees half a file, a failure leaves none."""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sajangpick.errors import BadInput


@contextmanager
def unfinished(path: Path) -> Generator[Path]:
    """Yield a temporary name in the folder of `path`; rename it to `path` at the end, delete it on an exception.

    Raises BadInput when the folder does not exist or cannot be written, or when `path` is a folder.
    """
    folder = path.parent
    if path.is_dir():
        raise BadInput(f"저장할 이름 '{path}'이(가) 폴더입니다.", hint="파일 이름까지 적어 주세요.")
    if not folder.is_dir():
        raise BadInput(f"저장할 폴더 '{folder}'이(가) 없습니다.", hint="폴더를 먼저 만들거나 다른 곳을 골라 주세요.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadInput(f"폴더 '{folder}'에 저장할 권한이 없습니다.", hint="다른 폴더를 골라 주세요.")
    draft = folder / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
