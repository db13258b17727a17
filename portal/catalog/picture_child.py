"""A small process that turns untrusted picture bytes into our own files, and trusts none of them.

Run as `python -m portal.catalog.picture_child <plan>` by `pictures.py`. Standard input: for each
picture its length (4 bytes, big-endian) and its bytes. Standard output: for each a length and a
JSON line, `{"fault": code}` or `{"width", "height", "files": [[width, format, size], ...]}`, then
the files' bytes in that order.

Limits, set before the first byte is read: 512 MB of memory, 20 s of processor time a picture, no
new file or socket, low priority. Formats are named, pixels counted before decoding (security 4.5).
"""

import io
import json
import os
import resource
import struct
import sys
import warnings
from typing import Any, BinaryIO

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.catalog.picture_wire import LENGTH, PLANS, PRODUCT, Plan

MOST_PIXELS = 25_000_000
FEW_PIXELS = 9_000_000  # the decoder keeps several copies: of a WebP four, 16 bytes a pixel
HUNGRY = {"WEBP": "webp_too_large", "AVIF": "avif_too_large"}
BAND = 256  # rows that are looked at together
LONGEST_SIDE = 12_000
MEMORY = 512 * 1024 * 1024
SECONDS = 20
ORIENTATION = 0x0112  # the EXIF tag
# Measured on two cores, 1200 px: AVIF speed 8 takes 0.1 s (6: 0.5 s) for a tenth more bytes.
ENCODINGS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
}


class BadPicture(Exception):
    """The picture cannot be taken; the message is the code that the form explains."""


def limit_process() -> None:
    """Bound memory, refuse new files and sockets, give way to the shop."""
    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    for name in ENCODINGS:  # loads what coders load, while they may
        file = _encode(Image.new("RGB", (8, 8)), name)
        Image.open(io.BytesIO(file)).load()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def allow_seconds() -> None:
    """Give the next picture its own processor time; beyond it the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.RLIM_INFINITY))


def render(content: bytes, plan: Plan = PLANS[PRODUCT]) -> tuple[dict[str, Any], list[bytes]]:
    """The header and the files of one picture. Raises BadPicture."""
    picture = _decode(content, plan)
    width, height = picture.size
    listed: list[tuple[int, str, int]] = []
    files: list[bytes] = []
    for side in plan.sides:  # each is made from the one before
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for name in plan.formats:
            file = _encode(picture, name)
            listed.append((side, name, len(file)))
            files.append(file)
    return {"width": width, "height": height, "files": listed}, files


def _decode(content: bytes, plan: Plan) -> Image.Image:
    """An upright sRGB picture no larger than the plan's, without metadata. Raises BadPicture."""
    try:
        with Image.open(io.BytesIO(content), formats=plan.takes) as opened:
            _refuse_size(opened)
            return _plain(opened, plan.sides[0])
    except UnidentifiedImageError:
        raise BadPicture("not_an_image") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise BadPicture("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, OverflowError):
        raise BadPicture("unreadable") from None


def _refuse_size(opened: Image.Image) -> None:
    pixels = opened.width * opened.height
    if pixels > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
        raise BadPicture("too_many_pixels")
    if opened.format in HUNGRY and pixels > FEW_PIXELS:
        raise BadPicture(HUNGRY[opened.format])


def _plain(opened: Image.Image, side: int) -> Image.Image:
    opened.draft("RGB", (side, side))  # JPEG only: decodes a fraction of the pixels
    orientation, profile = opened.getexif(), opened.info.get("icc_profile")
    picture = _shrunk(opened, side)
    picture = ImageOps.exif_transpose(_with_exif(picture, orientation))
    bare = _in_srgb(picture, profile).copy()  # the file under `opened` is closed now
    bare.info.clear()
    return bare


def _shrunk(opened: Image.Image, side: int = PLANS[PRODUCT].sides[0]) -> Image.Image:
    """At most `side` px a side, in RGB or RGBA; the picture never stands in memory twice.

    25 megapixels are 100 MB. So it is made narrow band by band, each in true colours and with its
    colours weighed by what they cover, and then low: the two passes that any resampling makes.
    """
    scale = min(1.0, side / max(opened.size))
    width, height = (max(1, round(length * scale)) for length in opened.size)
    narrow: Image.Image | None = None
    for top in range(0, opened.height, BAND):
        rows = min(BAND, opened.height - top)
        band = _in_colours(opened.crop((0, top, opened.width, top + rows)))
        weighed = band.convert("RGBa") if band.mode == "RGBA" else band
        if narrow is None:
            narrow = Image.new(weighed.mode, (width, opened.height))
        narrow.paste(weighed.resize((width, rows), Image.Resampling.LANCZOS), (0, top))
    assert narrow is not None  # no format has a picture without rows
    small = narrow.resize((width, height), Image.Resampling.LANCZOS)
    return small.convert("RGBA") if small.mode == "RGBa" else small


def _in_colours(opened: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through. The first frame, for that is what is open.

    Sixteen bits of grey are scaled, which `convert` would cut off at 255.
    """
    if opened.mode.startswith("I"):
        return opened.point(lambda tone: tone * (1 / 256)).convert("L").convert("RGB")
    has_alpha = "A" in opened.getbands() or "transparency" in opened.info
    mode = "RGBA" if has_alpha else "RGB"
    return opened if opened.mode == mode else opened.convert(mode)


def _with_exif(picture: Image.Image, exif: Image.Exif) -> Image.Image:
    """Only the orientation goes along; it is used once and then dropped."""
    kept = Image.Exif()
    if turn := exif.get(ORIENTATION):
        kept[ORIENTATION] = turn
    picture.info = {"exif": kept.tobytes()}
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Telephones write wide colours; without this they look dull once the profile is dropped."""
    if not profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def _encode(picture: Image.Image, name: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, name.upper(), **ENCODINGS[name])
    return file.getvalue()


def _next(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _answer(sink: BinaryIO, header: dict[str, Any], files: list[bytes]) -> None:
    line = json.dumps(header).encode()
    sink.write(LENGTH.pack(len(line)) + line + b"".join(files))
    sink.flush()


def serve(source: BinaryIO, sink: BinaryIO, plan: Plan = PLANS[PRODUCT]) -> None:
    """Answer picture after picture until the input ends."""
    while (content := _next(source)) is not None:
        allow_seconds()
        try:
            header, files = render(content, plan)
        except BadPicture as fault:
            header, files = {"fault": str(fault)}, []
        except MemoryError:
            header, files = {"fault": "too_many_pixels"}, []
        _answer(sink, header, files)


if __name__ == "__main__":
    limit_process()
    serve(sys.stdin.buffer, sys.stdout.buffer, PLANS[sys.argv[1]])
