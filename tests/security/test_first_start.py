"""What a new installation holds: no account, and one documented door for each way in."""

import ast

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.reference.load import load
from portal.schema import METADATA
from tests.structure import source

WAYS = {  # who calls `enter`; docs/security.md says how strong each is
    "sign_in.py", "by_mobile.py", "password.py", "register.py", "invitations.py", "second_step.py",
}  # fmt: skip


@pytest.mark.asvs("6.3.2")
def test_nobody_has_an_account_before_somebody_makes_one(session):
    load(session)
    session.flush()
    assert session.scalar(select(func.count()).select_from(User)) == 0


def callers(name):
    return {
        path.name
        for path, node in source.nodes(ast.Call, under=source.PORTAL / "web")
        if source.name_of(node.func) == name
    }


@pytest.mark.asvs("6.3.4")
def test_the_ways_to_sign_in_are_these_and_go_through_one_door():
    """`enter` asks for the second step of whoever has one; only its file begins sessions."""
    assert callers("enter") == WAYS
    begun = [
        path.name
        for path, node in source.nodes(ast.Call, under=source.PORTAL / "web")
        if ast.unparse(node.func) == "sessions.begin"
    ]
    assert begun == ["entering.py"]
    told = (source.ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert {name for name in WAYS if f"`portal/web/account/{name}`" not in told} == set()


@pytest.mark.asvs("6.4.2")
def test_no_question_and_no_hint_opens_an_account():
    asked = ("question", "hint", "maiden", "birth", "pet")
    names = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
    }
    for path in source.named(".py", ".html", under=source.PORTAL):
        if "account" in path.parts:
            names |= {
                f"{path.name}: {word}" for word in asked if f'name="{word}' in path.read_text()
            }
    assert len(names) > 300
    assert [
        name for name in names if any(f"_{word}" in name or f".{word}" in name for word in asked)
    ] == []
