"""What a firm sends as a picture: its name counts for nothing but its ending, its bytes are made anew."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from portal.core import db, files
from tests.security.acting import acts
from tests.security.test_odd_input import path_of

OURS = re.compile(r"p/[0-9a-z]{2}/[0-9a-z]{16}-\d+\.(?:avif|webp)")
CODE = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
GOOD = ["../../../etc/cron.d/x.png", "C:\\windows\\x.JPG", "<svg onload=x>.webp"]
BAD = ["x.php", "x.jpg.php", "x.svg", "x.html", "x", ".png.exe", "x.png\0.php", "x.py"]


def polyglot():
    """A true picture with a program in its comment."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 320), "olive").save(kept, "JPEG", comment=CODE)
    assert CODE in kept.getvalue()
    return kept.getvalue() + CODE


def sent(site, name):
    case = next(one for one in acts(site, "firm") if one.endpoint == "desk.add_picture")
    form = case.form | {"image": (io.BytesIO(polyglot()), name)}
    return site.post(site.browser("a_owner"), path_of(site, case), form)


def stored():
    with db.reading() as session:
        return set(session.scalars(select(files.StoredFile.key)))


@pytest.mark.asvs("5.3.1", "5.3.2")
@pytest.mark.parametrize("name", GOOD, ids=ascii)
def test_it_lies_under_our_name_without_what_was_hidden_in_it(site, name):
    before = stored()
    assert sent(site, name).status_code == 303

    made = stored() - before
    assert len(made) == 6
    for key in made:
        assert OURS.fullmatch(key), key
        content = files.store().read(key)
        assert b"php" not in content and b"alert" not in content
        served = site.browser("a_owner").get(f"/media/{key}")
        assert served.status_code == 200
        assert served.content_type in {"image/avif", "image/webp"}
        assert served.data == content


@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize("name", BAD, ids=ascii)
def test_a_file_that_is_not_called_a_picture_is_refused(site, name):
    before = stored()
    assert sent(site, name).status_code == 422
    assert stored() == before
