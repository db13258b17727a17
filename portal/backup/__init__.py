"""`flask backup` and `flask restore`: the database of one moment, and every file its rows name.

A backup is a folder that only its owner can enter: the dump, the files, and last of all a manifest
with the SHA-256 of each. The keys of the settings are not in it: keep those elsewhere.
"""

from portal.backup.making import make
from portal.backup.manifest import Manifest, Spoilt, check, read
from portal.backup.restoring import Restored, restore
from portal.backup.tools import Unable

__all__ = ["Manifest", "Restored", "Spoilt", "Unable", "check", "make", "read", "restore"]
