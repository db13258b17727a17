"""A picture of 25 megapixels takes at most 200 MB of the child that makes it (security.md, B83)."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from portal.catalog import picture_child, pictures
from portal.catalog.picture_wire import LENGTH
from portal.core.errors import Invalid

ROOT = Path(__file__).resolve().parents[2]
LARGEST = (5000, 5000)
MOST_MB = 200


def encoded(mode, size, colour, form="PNG", **options):
    file = io.BytesIO()
    picture = Image.new(mode, size, colour)
    picture.save(file, form, **options)
    return file.getvalue()


def peak_of(content):
    """(what the child answered, its greatest resident memory in MB)."""
    command = [sys.executable, "-m", "portal.catalog.picture_child", "product"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, cwd=ROOT, env={"MALLOC_ARENA_MAX": "2"}
    ) as child:
        child.stdin.write(LENGTH.pack(len(content)) + content)
        child.stdin.flush()
        (length,) = LENGTH.unpack(child.stdout.read(LENGTH.size))
        answer = json.loads(child.stdout.read(length))
        status = Path(f"/proc/{child.pid}/status").read_text()
        child.kill()
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return answer, int(peak) / 1024


PICTURES = {
    "colours": ("RGB", (70, 83, 31), {}),
    "see-through": ("RGBA", (70, 83, 31, 90), {}),
    "see-through grey": ("LA", (70, 90), {}),
    "one colour is glass": ("RGB", (70, 83, 31), {"transparency": (70, 83, 31)}),
    "sixteen bits": ("I;16", 40_000, {}),
    "photograph in steps": ("RGB", (70, 83, 31), {"form": "JPEG", "progressive": True}),
    "photograph for print": ("CMYK", (70, 83, 31, 9), {"form": "JPEG"}),
}


@pytest.mark.asvs("5.2.1", "15.2.2")
@pytest.mark.parametrize("name", PICTURES)
def test_the_largest_picture_stays_under_the_limit(name):
    mode, colour, options = PICTURES[name]
    answer, peak = peak_of(encoded(mode, LARGEST, colour, **options))
    assert (answer.get("width"), answer.get("height")) == (1200, 1200)
    assert peak <= MOST_MB


def test_the_largest_webp_stays_under_the_limit_and_a_larger_is_refused():
    answer, peak = peak_of(encoded("RGBA", (3000, 3000), (70, 83, 31, 90), "WEBP", method=0))
    assert answer["width"] == 1200
    assert peak <= MOST_MB
    with pytest.raises(Invalid) as refused:
        pictures.render(encoded("RGB", (3001, 3000), (70, 83, 31), "WEBP", method=0))
    assert refused.value.errors == {"image": "webp_too_large"}


@pytest.mark.parametrize(("mode", "size"), [("RGB", (2500, 1301)), ("RGBA", (1301, 2500))])
def test_band_by_band_is_the_same_as_at_once(mode, size):
    bands = [Image.effect_noise(size, 80 + 10 * n) for n in range(len(mode))]
    whole = Image.merge(mode, bands)
    made = picture_child._shrunk(whole)
    expected = whole.resize(made.size, Image.Resampling.LANCZOS)
    assert max(made.size) == 1200
    apart = [abs(a - b) for a, b in zip(made.tobytes(), expected.tobytes(), strict=True)]
    assert max(apart) <= 1


def test_glass_does_not_bleed_into_its_edge():
    """Half of it is invisible red: the visible green beside it stays green."""
    picture = Image.new("RGBA", (2400, 2400), (0, 160, 0, 255))
    picture.paste((255, 0, 0, 0), (0, 0, 1201, 2400))
    made = picture_child._shrunk(picture)
    row = [made.getpixel((x, 600)) for x in range(590, 612)]
    assert all(red < 40 for red, _green, _blue, cover in row if cover > 60)
