"""Pictures: a file of any usual kind to upright sRGB pixels and back, with a clear sentence for every hostile one.

Only pixels come out: EXIF, GPS, profiles and whatever else a file carries stay behind.
"""

import io
import warnings
from pathlib import Path
from typing import Literal, cast

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.Image import DecompressionBombError, Resampling, Transpose

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.media.frame import U8
from sajangpick.media.unfinished import unfinished

# A 60-megapixel picture takes 240 MB as BGRA; phones make 12 to 50.
MAX_PIXELS = 60_000_000
# A 50-megapixel PNG of a photo stays below this.
MAX_FILE_BYTES = 150_000_000
# Cameras and browsers write about ten scans. Each further one of a few bytes takes as long as decoding all pixels anew:
# hours, in a file that is otherwise small enough.
_MOST_SCANS = 100
_JPEG_START, _SCAN_START = b"\xff\xd8\xff", b"\xff\xda"
# Visually lossless; a 1080x1920 cover stays below 1 MB.
_JPEG_QUALITY = 92
# Below this, colours may share 2x2 pixels (4:2:0): a preview is half as large for it.
_FULL_COLOUR_QUALITY = 90
# Higher levels take seconds at 1080x1920 and save a few per cent.
_PNG_LEVEL = 4

# What Pillow may try. Its rarer readers are left out on purpose: some of them run other programs.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")
_KNOWN = "JPG, PNG, WEBP, HEIC 사진을 골라 주세요."

# EXIF 2.32, tag 0x0112: how the stored picture is brought upright.
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

pillow_heif.register_heif_opener()


def read_still(source: Path | str | bytes, *, max_pixels: int = MAX_PIXELS, longest: int | None = None) -> U8:
    """A picture file, or its bytes, as premultiplied BGRA (height, width, 4), upright, sRGB.

    Reads JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC and AVIF whatever the name says; of an animation the first frame.
    `longest` shrinks the picture until its longer side fits, which is cheap for JPEG. Limits are checked on the header,
    before anything is decoded. Raises SourceMissing, or BadInput with one sentence.
    """
    data = source if isinstance(source, bytes) else _read_bytes(Path(source))
    with warnings.catch_warnings():
        # Pillow warns about odd metadata, which is dropped here anyway, and about sizes, which are checked here.
        warnings.simplefilter("ignore")
        with _open(data, max_pixels) as picture:
            return _decode(picture, longest)


def still_size(path: Path) -> tuple[int, int] | None:
    """Upright (width, height) of a picture file by its header alone; None for what is no picture, or is animated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=_FORMATS) as picture:
                if picture.format == "GIF" and getattr(picture, "n_frames", 1) > 1:
                    return None
                width, height = picture.size
                return (height, width) if _orientation(picture) >= 5 else (width, height)
        except Exception:  # whatever it is, it is not a picture that can be read
            return None


def read_photo(source: Path | str | bytes, *, longest: int | None = None) -> U8:
    """Like `read_still`, but as opaque BGR (height, width, 3); transparent parts become white."""
    return _on_white(read_still(source, longest=longest))


def write_still(pixels: U8, path: Path | str) -> None:
    """Write premultiplied BGRA (h, w, 4) or BGR (h, w, 3), sRGB, as PNG or JPEG by the name's suffix.

    JPEG has no transparency: the picture is laid on white. Raises BadInput for another suffix or a missing folder.
    """
    path = Path(path)
    match path.suffix.lower():
        case ".png":
            data = encode_still(pixels, "png")
        case ".jpg" | ".jpeg":
            data = encode_still(pixels, "jpeg")
        case _:
            raise BadInput(f"그림을 '{path.name}'(으)로 저장할 수 없습니다.", hint="이름을 .png나 .jpg로 끝내 주세요.")
    with unfinished(path) as draft:
        draft.write_bytes(data)


def encode_still(
    pixels: U8, kind: Literal["png", "jpeg"], *, quality: int = _JPEG_QUALITY, straight: bool = False
) -> bytes:
    """Premultiplied BGRA (h, w, 4) or BGR (h, w, 3), sRGB, as the bytes of a file.

    JPEG has no transparency: the picture is laid on white. `quality` 1-95 is of JPEG; at 90 and more its colours keep
    their full resolution. `straight` pixels, for PNG, have no alpha multiplied in.
    """
    file = io.BytesIO()
    match kind:
        case "png":
            if pixels.shape[2] == 4:
                values = cv2.cvtColor(pixels if straight else _straight(pixels), cv2.COLOR_BGRA2RGBA)
            else:
                values = pixels[..., ::-1]
            Image.fromarray(np.ascontiguousarray(values)).save(file, "PNG", compress_level=_PNG_LEVEL)
        case "jpeg":
            values = np.ascontiguousarray(_on_white(pixels)[..., ::-1])
            subsampling = 0 if quality >= _FULL_COLOUR_QUALITY else 2
            Image.fromarray(values).save(file, "JPEG", quality=quality, subsampling=subsampling)
    return file.getvalue()


def _read_bytes(path: Path) -> bytes:
    if not path.exists():
        raise SourceMissing(f"사진 파일 '{path}'이(가) 없습니다.", hint="경로와 이름을 확인해 주세요.")
    if not path.is_file():
        raise BadInput(f"'{path}'은(는) 파일이 아닙니다.", hint=_KNOWN)
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BadInput(
            f"사진 파일이 {path.stat().st_size // 1_000_000}MB로 너무 큽니다.",
            hint=f"{MAX_FILE_BYTES // 1_000_000}MB 아래로 줄여 주세요.",
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"사진 파일 '{path}'을(를) 읽을 수 없습니다.", hint="파일 권한을 확인해 주세요.") from error


def _open(data: bytes, max_pixels: int) -> Image.Image:
    if not data:
        raise BadInput("사진 파일이 0바이트로 비어 있습니다.", hint="사진을 다시 내려받거나 다시 찍어 주세요.")
    if data.startswith(_JPEG_START) and data.count(_SCAN_START) > _MOST_SCANS:
        raise _broken()
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise (_broken() if _begins_like_a_picture(data) else _not_a_picture(data)) from error
    except DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # decoders of hostile bytes raise anything
        raise _broken() from error
    width, height = picture.size
    if width * height > max_pixels:
        picture.close()
        raise _too_large(width, height)
    return picture


def _decode(picture: Image.Image, longest: int | None) -> U8:
    try:
        if longest is not None:
            # Spares a JPEG most of its work: it is decoded at 1/2, 1/4 or 1/8 of its size.
            picture.draft(None, (longest, longest))
        picture.load()
        orientation = _orientation(picture)
        converted = _to_srgb(_to_eight_bits(picture))
        if longest is not None:
            converted.thumbnail((longest, longest), Resampling.LANCZOS)
        if orientation in _UPRIGHT:
            converted = converted.transpose(_UPRIGHT[orientation])
        values = np.asarray(converted)
    except BadInput:
        raise
    except Exception as error:  # decoders of hostile bytes raise anything
        raise _broken() from error
    if values.shape[2] == 3:
        return cv2.cvtColor(values, cv2.COLOR_RGB2BGRA)
    bgra = cv2.cvtColor(values, cv2.COLOR_RGBA2BGRA)
    return cv2.merge([*(_scaled(bgra[..., index], bgra[..., 3]) for index in range(3)), bgra[..., 3]])


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # broken metadata must not cost the owner the photo
        return 1


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen-bit grey is scaled down here; Pillow itself reads 16-bit colour as 8."""
    if picture.mode.startswith("I"):
        values = np.asarray(picture).astype(np.int64).clip(0, 65535)
        return Image.fromarray(((values + 128) // 257).astype(np.uint8))
    if picture.mode == "F":
        raise BadInput("색을 실수로 저장한 사진은 쓸 수 없습니다.", hint="8비트 JPG나 PNG로 저장해 주세요.")
    return picture


def _to_srgb(picture: Image.Image) -> Image.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = cast("bytes | None", picture.info.get("icc_profile"))
    if not profile:
        # Pillow copies even what is in the right mode already: 200 MB for a large photo.
        return picture if picture.mode == mode else picture.convert(mode)
    source = picture if picture.mode in ("L", "CMYK", "LAB", mode) else picture.convert(mode)
    try:
        embedded = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.mode == mode and "sRGB IEC61966" in ImageCms.getProfileDescription(embedded):
            return source
        converted = ImageCms.profileToProfile(source, embedded, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return source.convert(mode)  # a broken or foreign profile: the colours as stored
    return converted if converted is not None else source.convert(mode)


def _scaled(values: U8, alpha: U8) -> U8:
    return cv2.multiply(values, alpha, scale=1 / 255)


def _straight(pixels: U8) -> U8:
    """Undo premultiplication: BGRA to BGRA."""
    alpha = pixels[..., 3:].astype(np.float32)
    colour = pixels[..., :3] * (255 / np.maximum(alpha, 1))
    return np.concatenate([np.rint(colour).clip(0, 255).astype(np.uint8), pixels[..., 3:]], axis=2)


def _on_white(pixels: U8) -> U8:
    if pixels.shape[2] == 3:
        return pixels
    if int(pixels[..., 3].min()) == 255:
        return np.ascontiguousarray(pixels[..., :3])
    return cv2.add(np.ascontiguousarray(pixels[..., :3]), cv2.merge([255 - pixels[..., 3]] * 3))


def _begins_like_a_picture(data: bytes) -> bool:
    if data[4:8] == b"ftyp":
        return data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")) or data[8:12] == b"WEBP"


def _not_a_picture(data: bytes) -> BadInput:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in data[:65536].lower():
        return BadInput("SVG는 사진이 아니라 벡터 그림입니다.", hint="PNG로 저장해서 다시 올려 주세요.")
    if head.startswith(b"%pdf"):
        return BadInput("사진이 아니라 PDF 문서입니다.", hint=_KNOWN)
    if data[4:8] == b"ftyp" or head.startswith(b"\x1a\x45\xdf\xa3"):
        return BadInput("사진이 아니라 동영상입니다.", hint=_KNOWN)
    return BadInput("사진 파일이 아닙니다.", hint=_KNOWN)


def _too_large(width: int = 0, height: int = 0) -> BadInput:
    size = f"{width:,}×{height:,} 화소로 " if width else ""
    return BadInput(
        f"사진의 가로세로가 {size}너무 큽니다.", hint=f"{MAX_PIXELS // 1_000_000}00만 화소 아래로 줄여 주세요."
    )


def _broken() -> BadInput:
    return BadInput("사진 파일이 깨졌거나 끝까지 저장되지 않았습니다.", hint="원본을 다시 내려받거나 다시 찍어 주세요.")
