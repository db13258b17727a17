from tests.web.house import app, house, office, owner

__all__ = ["app", "house", "office", "owner"]
