from tests.web.house import app, house, office, owner, settled

__all__ = ["app", "house", "office", "owner", "settled"]
