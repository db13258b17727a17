"""Files behind fsspec: a local folder here, S3 in production; rows carry SHA-256."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import fsspec
from fsspec import AbstractFileSystem
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


class Unreachable(OSError):
    """The store did not answer, or would not let us in."""


class Store:
    """Bytes by key under one root url (`file:///var/lib/portal`, `s3://bucket/prefix`).

    `options` are those of the filesystem, as `fsspec` names them. Every verb raises Unreachable.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        self.url, self.options = url, options or {}
        self.protocol, self.root = fsspec.core.split_protocol(url)
        self._opened: tuple[int, AbstractFileSystem] | None = None

    @property
    def is_local(self) -> bool:
        """A folder of this machine."""
        return self.protocol in {"file", None}

    @contextmanager
    def _filesystem(self) -> Iterator[AbstractFileSystem]:
        """Of this process: one that talks over a network does not outlive a fork."""
        try:
            if self._opened is None or self._opened[0] != os.getpid():
                self._opened = os.getpid(), fsspec.url_to_fs(self.url, **self.options)[0]
            yield self._opened[1]
        except FileNotFoundError:
            raise
        except Exception as error:
            if self.is_local:
                raise
            raise Unreachable(type(error).__name__) from error

    def _path(self, key: str) -> str:
        return f"{self.root.rstrip('/')}/{key}"

    def write(self, key: str, content: bytes) -> str:
        """Store and return the SHA-256 (hex) of `content`. Never inside a transaction."""
        path = self._path(key)
        with self._filesystem() as filesystem:
            if self.is_local:
                filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            filesystem.pipe_file(path, content)
        return hashlib.sha256(content).hexdigest()

    def read(self, key: str) -> bytes:
        """The bytes; FileNotFoundError when there are none."""
        with self._filesystem() as filesystem:
            content: bytes = filesystem.cat_file(self._path(key))
        return content

    def exists(self, key: str) -> bool:
        with self._filesystem() as filesystem:
            return bool(filesystem.exists(self._path(key)))

    def keys(self, prefix: str = "") -> list[str]:
        """Every key under `prefix`, for the audit of stray files."""
        root = self.root.rstrip("/") + "/"
        with self._filesystem() as filesystem:
            found = filesystem.find(self._path(prefix))
        return [path.removeprefix(root) for path in found]

    def remove(self, key: str) -> None:
        with self._filesystem() as filesystem:
            if filesystem.exists(self._path(key)):
                filesystem.rm_file(self._path(key))


class _Current:
    store: Store | None = None


def configure(url: str, options: Mapping[str, Any] | None = None) -> Store:
    _Current.store = Store(url, options)
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
