"""The demo in a folder, every product with the same two pictures, for drawing all takes a minute.

    python -m tests.browser.fill FOLDER

A process of its own, since a process has one database. It leaves the processor time that filling
took beside the demo, for `tests/demo/test_seed.py`, which looks at the same demo.
"""

import sys
import time
from pathlib import Path

from portal.catalog import pictures
from portal.core import db, files, jobs
from portal.demo import content, seed
from portal.demo.pictures import LANGUAGES, Drawn
from portal.payments import gateways
from portal.reference import families, load
from portal.reference.organisations import BRAND
from portal.schema import create_schema
from scripts import shots

SECONDS = "seconds"  # the name of that file


def drawn() -> Drawn:
    one = [pictures.render(content.picture("evoo-first", language)) for language in LANGUAGES]
    names = {goods.picture for goods in content.goods(families.shelf_of(), BRAND)}
    return {
        (name, language): picture
        for name in names
        for language, picture in zip(LANGUAGES, one, strict=True)
    }


def main(folder: Path) -> None:
    settings = shots.settings_of(folder)
    made = db.configure(settings.database_url)
    files.configure(settings.storage_url)
    gateways.configure(settings.gateways, settings)
    create_schema(made)
    jobs.prepare(made)
    with db.transaction() as session:
        load.load(session)
    pictured = drawn()
    began = time.process_time()
    seed.seed(drawn=pictured)
    (folder / SECONDS).write_text(str(time.process_time() - began))
    made.engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
