"""What gunicorn reads where it is started: one process loads the application, the others fork.

Two workers that load it side by side take half as long again. Nothing is connected before a fork:
the engine opens its connections at the first request.
"""

preload_app = True
