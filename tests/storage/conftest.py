"""A store in a bucket."""

import pytest

import config
from portal.core import files
from tests import bucket as s3


@pytest.fixture(scope="session")
def service():
    with s3.service() as (address, _server):
        yield address


@pytest.fixture
def bucket(service):
    return s3.Bucket(service)


@pytest.fixture
def store(bucket):
    settings = config.load(bucket.environment)
    return files.configure(settings.storage_url, settings.storage_options)
