FLASK_APP=portal.cli:app()
