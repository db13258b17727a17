"""What gunicorn reads where it is started: one process loads the application, the others fork.

Two workers that load it side by side take half as long again. Nothing is connected before a fork:
the engine opens its connections at the first request.
"""

from importlib import import_module

preload_app = True


def post_worker_init(_worker: object) -> None:
    """Get ready for what follows the first page; it is imported here, after the application."""
    import_module("portal.web.warming").soon()
