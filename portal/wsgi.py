"""What a WSGI server loads: `portal.wsgi:app`."""

from portal.app import create_app

app = create_app()
