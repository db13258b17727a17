"""An S3 service on loopback, moto's, for as long as a block runs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET, REGION = "key-of-the-tests", "secret-of-the-tests", "us-east-1"


@dataclass
class Bucket:
    """One bucket; `environment` is what a site is told to keep its files there."""

    endpoint: str
    name: str = field(default_factory=lambda: f"portal-{uuid.uuid4().hex[:12]}")

    def __post_init__(self) -> None:
        self.service = boto3.client(
            "s3", endpoint_url=self.endpoint, region_name=REGION,
            aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        )  # fmt: skip
        self.service.create_bucket(Bucket=self.name)

    @property
    def url(self) -> str:
        return f"s3://{self.name}/files"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "STORAGE_URL": self.url, "S3_ENDPOINT": self.endpoint, "S3_REGION": REGION,
            "S3_KEY_ID": KEY, "S3_SECRET": SECRET,
        }  # fmt: skip

    def keys(self) -> set[str]:
        listed = self.service.list_objects_v2(Bucket=self.name)
        return {each["Key"] for each in listed.get("Contents", ())}


@contextmanager
def service() -> Iterator[tuple[str, ThreadedMotoServer]]:
    """Its address, and the server to stop earlier."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}", server
    finally:
        server.stop()
