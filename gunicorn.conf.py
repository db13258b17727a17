"""What gunicorn reads where it is started: one process loads the application, the others fork.

Two workers that load it side by side take half as long again. Nothing is connected before a fork:
the engine opens its connections at the first request.
"""

from portal.core import lazy

preload_app = True


def post_worker_init(_worker: object) -> None:
    """Load what no first page needs, but not before the first page."""
    lazy.load_soon()
