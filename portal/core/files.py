"""Files behind fsspec: a local folder here, S3 in production; rows carry SHA-256."""

import hashlib
from datetime import datetime

import fsspec
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, tokens
from portal.core.db import Model, Short


class StoredFile(Model):
    """One stored object. `key` is our own name for it, never the uploader's."""

    __tablename__ = "stored_files"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(Short, index=True)
    size: Mapped[int]  # bytes
    media_type: Mapped[str] = mapped_column(Short)
    owner_id: Mapped[int | None] = mapped_column(index=True)  # organisation
    is_private: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Store:
    """Bytes by key under one root url (`file:///var/lib/portal`, `s3://bucket/prefix`)."""

    def __init__(self, url: str) -> None:
        self.filesystem, self.root = fsspec.url_to_fs(url)

    @property
    def is_local(self) -> bool:
        """A folder of this machine."""
        return "file" in self.filesystem.protocol

    def _path(self, key: str) -> str:
        return f"{self.root.rstrip('/')}/{key}"

    def write(self, key: str, content: bytes) -> str:
        """Store and return the SHA-256 (hex) of `content`."""
        path = self._path(key)
        self.filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        self.filesystem.pipe_file(path, content)
        return hashlib.sha256(content).hexdigest()

    def read(self, key: str) -> bytes:
        """The bytes; FileNotFoundError when there are none."""
        content: bytes = self.filesystem.cat_file(self._path(key))
        return content

    def exists(self, key: str) -> bool:
        return bool(self.filesystem.exists(self._path(key)))

    def keys(self, prefix: str = "") -> list[str]:
        """Every key under `prefix`, for the audit of stray files."""
        start = self._path(prefix)
        root = self.root.rstrip("/") + "/"
        return [path.removeprefix(root) for path in self.filesystem.find(start)]

    def remove(self, key: str) -> None:
        if self.exists(key):
            self.filesystem.rm_file(self._path(key))


class _Current:
    store: Store | None = None


def configure(url: str) -> Store:
    _Current.store = Store(url)
    return _Current.store


def store() -> Store:
    if _Current.store is None:
        raise RuntimeError("no file store is configured")
    return _Current.store


def keep(
    session: Session,
    *,
    key: str,
    content: bytes,
    media_type: str,
    owner_id: int | None = None,
    is_private: bool = False,
) -> StoredFile:
    """Write the bytes, then the row. A crash between leaves a stray file, which the audit finds."""
    sha256 = store().write(key, content)
    row = StoredFile(
        key=key,
        sha256=sha256,
        size=len(content),
        media_type=media_type,
        owner_id=owner_id,
        is_private=is_private,
    )
    session.add(row)
    return row


def find(session: Session, key: str) -> StoredFile | None:
    """The row of a stored object."""
    return session.scalar(select(StoredFile).where(StoredFile.key == key))


def stray(session: Session) -> list[str]:
    """Keys in the store that no row names."""
    known = set(session.scalars(select(StoredFile.key)))
    return sorted(
        key
        for key in store().keys()  # noqa: SIM118 - not a mapping
        if key not in known
    )


def missing(session: Session) -> list[str]:
    """Keys of rows whose file is gone."""
    present = set(store().keys())
    return sorted(key for key in session.scalars(select(StoredFile.key)) if key not in present)
