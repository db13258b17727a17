from sqlalchemy import text


def test_a_session_opens_on_both_databases(session):
    assert session.execute(text("SELECT count(*) FROM users")).scalar() == 0
