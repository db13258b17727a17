"""Running the site: categories, terms, people, audit log, messages, background work."""

from portal.web.admin import audit, categories, holidays, jobs, outbox, terms, users
from portal.web.consortium.area import admin

__all__ = ["admin", "audit", "categories", "holidays", "jobs", "outbox", "terms", "users"]
