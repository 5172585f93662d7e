"""Draw the README's picture: the sample photo as a short of every template, at its own cover moment.

Run: python docs/pictures/make.py     (one to two minutes; look at the result before you commit it)
"""

import tempfile
from pathlib import Path
from typing import Final

import cv2
import numpy as np

import sajangpick
from sajangpick import make_short
from sajangpick.media.frame import U8
from sajangpick.media.still import read_still, write_still
from sajangpick.template import TEMPLATE_IDS

PHOTO: Final = Path(sajangpick.__file__).parent / "data" / "photos" / "espresso.jpg"
PICTURE: Final = Path(__file__).with_name("templates.png")
SIZE_PX: Final = (540, 960)
COVER_PX: Final = (162, 288)
GAP_PX: Final = 8
MOST_BYTES: Final = 600_000

SHOP: Final = {"shop": "커피온", "address": "서울 성동구 연무장길 18", "phone": "02-123-4567"}
MENU: Final = {"late-night": "에스프레소 마티니", "lunch": "커피 정식", "minimal": "에스프레소"}
PRICE: Final = {"todays-deal": "5500→4500"}


def cover(template: str, folder: Path) -> U8:
    """The cover of a short in this template, small."""
    short = make_short(
        PHOTO,
        menu=MENU.get(template, "시그니처 에스프레소"),
        price=PRICE.get(template, "4500"),
        **SHOP,
        template=template,
        size=SIZE_PX,
        output=folder / f"{template}.mp4",
    )
    return cv2.resize(read_still(short.cover), COVER_PX, interpolation=cv2.INTER_AREA).astype(np.uint8)


def main() -> None:
    """Draw all, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        covers = [cover(template, Path(folder)) for template in TEMPLATE_IDS]
    gap = np.zeros((COVER_PX[1], GAP_PX, 4), np.uint8)
    write_still(np.hstack([piece for each in covers for piece in (gap, each)][1:]), PICTURE)
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size / 1000:.0f} kB")
    assert size <= MOST_BYTES, "too heavy for a README"


if __name__ == "__main__":
    main()
