"""Pictures from strangers: made anew in a bounded child, or refused with a reason."""

import gzip
import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.catalog import pictures
from portal.catalog.pictures import Rendered
from portal.core import files
from portal.core.errors import Invalid

ROOT = Path(__file__).resolve().parents[2]


def encoded(picture, form="PNG", **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def split(width, height):
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture


def opened(made, width, form):
    [content] = [f.content for f in made.files if (f.width, f.format) == (width, form)]
    return Image.open(io.BytesIO(content))


def fault_of(content):
    with pytest.raises(Invalid) as refusal:
        pictures.render(content)
    return refusal.value.errors


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_three_widths_in_two_formats(form):
    made = pictures.render(encoded(split(1600, 800), form))

    assert {(f.width, f.format) for f in made.files} == {
        (width, name) for width in (300, 600, 1200) for name in ("avif", "webp")
    }
    assert (made.width, made.height) == (1200, 600)
    for width in pictures.WIDTHS:
        for name in pictures.FORMATS:
            file = opened(made, width, name)
            assert (file.size, file.format) == ((width, width // 2), name.upper())


def test_a_small_picture_is_not_blown_up():
    made = pictures.render(encoded(split(400, 200)))

    assert [opened(made, w, "webp").size for w in (1200, 600, 300)] == [
        (400, 200), (400, 200), (300, 150),
    ]  # fmt: skip


def test_what_a_telephone_turned_is_upright_and_says_nothing_of_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x010F] = "a telephone"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    made = pictures.render(encoded(split(400, 200), "JPEG", exif=exif))

    file = opened(made, 1200, "webp").convert("RGB")
    assert file.size == (200, 400)
    top, bottom = file.getpixel((100, 50)), file.getpixel((100, 350))
    assert top[0] > 200
    assert bottom[2] > 200
    for each in made.files:
        plain = Image.open(io.BytesIO(each.content))
        assert not plain.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(plain.info)
        assert b"telephone" not in each.content


def test_what_shows_through_still_does():
    made = pictures.render(encoded(Image.new("RGBA", (400, 400), (0, 0, 0, 0))))

    assert opened(made, 300, "avif").convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_picture_is_taken(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    source = Image.new(mode, (320, 320), 40_000 if mode == "I;16" else None)

    assert pictures.render(encoded(source, form)).width == 320


def test_sixteen_bits_of_grey_keep_their_tone():
    made = pictures.render(encoded(Image.new("I;16", (320, 320), 40_000)))

    assert abs(opened(made, 300, "webp").convert("L").getpixel((9, 9)) - 156) < 8


def test_of_a_film_the_first_picture_is_taken():
    frames = [Image.new("RGB", (320, 320), colour) for colour in ("red", "blue")]
    made = pictures.render(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]))

    file = opened(made, 300, "webp")
    assert getattr(file, "n_frames", 1) == 1
    assert file.convert("RGB").getpixel((9, 9))[0] > 200


def zipped():
    """An archive, of which a document of an office would be one: nothing here unpacks it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(50_000_000))
    return kept.getvalue()


@pytest.mark.asvs("1.3.4", "5.2.1", "5.2.2", "5.2.3")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_an_image"),
        (b"%PDF-1.7 hello", "not_an_image"),
        (zipped(), "not_an_image"),
        (gzip.compress(encoded(split(9, 9))), "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_an_image"),
        (encoded(split(9, 9), "GIF"), "not_an_image"),
        (encoded(split(9, 9), "BMP"), "not_an_image"),
        (encoded(split(900, 900))[:700], "unreadable"),
        (encoded(split(900, 900), "JPEG")[:2000], "unreadable"),
        (encoded(Image.new("L", (5001, 5000))), "too_many_pixels"),
        (encoded(Image.new("L", (12_001, 2))), "too_many_pixels"),
        (encoded(Image.new("L", (13_000, 13_000))), "too_many_pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (8 * 1024 * 1024), "too_large"),
    ],
    ids=lambda given: given if isinstance(given, str) else f"{len(given)} bytes",
)
def test_what_is_no_such_picture_is_refused_with_the_reason(content, code):
    assert fault_of(content) == {"image": code}


def test_twenty_five_megapixels_are_taken():
    made = pictures.render(encoded(Image.new("RGB", (5000, 5000), "green")))

    assert (made.width, made.height) == (1200, 1200)


@pytest.mark.asvs("5.2.1", "5.2.3")
def test_a_picture_that_claims_to_be_huge_costs_nothing():
    """A head that says 100,000 x 100,000 and a few bytes."""
    body = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    head = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + body
    content = head + zlib.crc32(body).to_bytes(4, "big") + b"\0\0\0\0IEND\xaeB`\x82"

    assert fault_of(content) == {"image": "too_many_pixels"}


def test_many_pictures_are_made_in_their_order_and_a_bad_one_costs_the_others_nothing():
    sizes = [(400, 200), (300, 300), (200, 400), (350, 100), (90, 90)]
    contents = [encoded(split(*size)) for size in sizes]
    contents.insert(2, b"not a picture")

    made = pictures.render_many(contents)

    assert isinstance(made.pop(2), Invalid)
    assert [(each.width, each.height) for each in made if isinstance(each, Rendered)] == sizes


@st.composite
def broken(draw):
    """A good file with bytes changed, cut somewhere."""
    content = bytearray(encoded(split(64, 48), draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))))
    for place, value in draw(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)))):
        content[place % len(content)] = value
    return bytes(content[: draw(st.integers(len(content) // 2, 2 * len(content)))])


@pytest.mark.asvs("5.2.2")
@given(st.lists(broken(), min_size=30, max_size=40))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_broken_files_are_refused_or_taken_never_more(contents):
    for made in pictures.render_many(contents):
        assert isinstance(made, Rendered) or made.errors["image"] in {
            "not_an_image", "unreadable", "too_many_pixels",
        }  # fmt: skip


def run_in_child(code):
    prepared = f"from portal.catalog import picture_child as c\nc.limit_process()\n{code}"
    return subprocess.run(
        [sys.executable, "-c", prepared], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.asvs("15.2.2")
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("open('/etc/passwd')", "Too many open files"),
        ("import socket; socket.socket()", "Too many open files"),
        ("bytearray(600 * 1024 * 1024)", "MemoryError"),
    ],
)
def test_the_child_can_neither_open_nor_grow(code, fault):
    done = run_in_child(code)

    assert done.returncode != 0
    assert fault in done.stderr


@pytest.mark.asvs("15.2.2")
def test_the_child_ends_when_its_time_is_over():
    done = run_in_child("c.SECONDS = 1; c.allow_seconds()\nwhile True: pass")

    assert done.returncode == -24  # SIGXCPU


@pytest.mark.asvs("5.3.2")
def test_stored_files_lie_under_a_random_name(tmp_path):
    files.configure(f"file://{tmp_path}")

    stored = pictures.take_in(encoded(split(400, 200)))

    assert stored.key == f"p/{stored.public_id[:2]}/{stored.public_id}"
    assert sorted(files.store().keys()) == sorted(key for key, _, _ in stored.files)
    assert len(stored.files) == 6
    for key, sha256, size in stored.files:
        content = files.store().read(key)
        assert len(content) == size
        assert len(sha256) == 64
