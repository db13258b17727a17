"""A notice is rows and one job of the caller's transaction; a wrong one is refused at once."""

import pytest
from sqlalchemy import select

from portal.core import db, jobs
from portal.messaging import notices, queries
from portal.messaging.models import Channel, Message, MessageState
from portal.messaging.notices import Notice, notify, notify_all
from tests.messaging.facts import LEAST

PAID = {"kind": "order_paid_buyer", "language": "fa", "facts": LEAST["order_paid_buyer"]}


def messages(session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_message_for_each_recipient_and_one_job(session):
    notify(session, **PAID, key="order_paid:a", email="sara@example.com", sms="+989121234567")
    session.commit()
    email, sms = messages(session)
    assert (email.key, email.channel, email.recipient) == (
        "order_paid:a:email",
        Channel.EMAIL,
        "sara@example.com",
    )
    assert (sms.key, sms.channel, sms.recipient) == (
        "order_paid:a:sms",
        Channel.SMS,
        "+989121234567",
    )
    assert sms.state is MessageState.QUEUED
    assert sms.facts == LEAST["order_paid_buyer"]
    (job,) = jobs.waiting()
    assert (job.name, job.queue) == (notices.JOB, jobs.MAIL)
    assert job.payload == {"keys": [email.key, sms.key]}


def test_the_same_notice_again_changes_nothing(session):
    for _ in range(2):
        notify(session, **PAID, key="order_paid:a", sms="+989121234567")
    session.commit()
    assert len(messages(session)) == len(jobs.waiting()) == 1


def test_a_second_recipient_of_a_known_event_is_still_told(session):
    notify(session, **PAID, key="order_paid:a", sms="+989121234567")
    notify(session, **PAID, key="order_paid:a", email="sara@example.com", sms="+989121234567")
    session.commit()
    assert len(messages(session)) == 2
    assert {key for job in jobs.waiting() for key in job.payload["keys"]} == {
        "order_paid:a:email",
        "order_paid:a:sms",
    }


@pytest.mark.parametrize(("kind", "urgent"), [("sign_in_code", True), ("order_paid_buyer", False)])
def test_what_is_worth_nothing_in_minutes_waits_behind_no_letter(session, kind, urgent):
    facts = LEAST[kind]
    notify(session, kind=kind, key="a", language="fa", facts=facts, sms="+989121234567")
    session.commit()
    assert jobs.waiting()[0].queue == (jobs.URGENT if urgent else jobs.MAIL)


def test_nobody_to_tell_is_no_message_and_no_job(session):
    notify(session, **PAID, key="order_paid:a")
    session.commit()
    assert messages(session) == [] == jobs.waiting()


def test_several_parties_cost_three_statements(session):
    firm = LEAST["order_paid_firm"]
    told = [
        Notice(**PAID, key="order_paid:a:buyer", email="sara@example.com", sms="+989121234567"),
        Notice("order_paid_firm", "order_paid:a:f1", "fa", firm, "f1@example.com", "+989131234567"),
        Notice("order_paid_firm", "order_paid:a:f2", "fa", firm, "f2@example.com", "+989141234567"),
    ]
    counted: list[str] = []
    token = db.statements.set(counted)
    notify_all(session, told)
    db.statements.reset(token)
    assert len([statement for statement in counted if "BEGIN" not in statement]) == 3
    session.commit()
    assert len(messages(session)) == 6
    assert len(jobs.waiting()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "gossip"}, "no such kind"),
        ({"facts": {"number": "a", "link": "/o/a"}}, "lacks total"),
        ({"facts": {"number": "a", "link": "abc", "total": 1}}, "must be a path"),
    ],
)
def test_a_notice_that_could_not_be_written_is_refused_at_once(session, wrong, said):
    with pytest.raises(ValueError, match=said):
        notify(session, **(PAID | wrong), key="order_paid:a", sms="+989121234567")


def test_a_fact_may_be_given_in_two_languages(session):
    notify(
        session,
        kind="listing_approved",
        key="approved:a",
        language="fa",
        facts={"title_fa": "روغن", "title_en": "Oil"},
        email="firm@example.com",
    )
    with pytest.raises(ValueError, match="lacks title"):
        notify(
            session,
            kind="listing_approved",
            key="approved:b",
            language="fa",
            facts={"title_fa": "روغن"},
            email="firm@example.com",
        )


def test_the_outbox_shows_the_newest_first_and_can_be_narrowed(session):
    for n in range(3):
        notify(session, **PAID, key=f"order_paid:{n}", email="sara@example.com", sms="+98912000000")
    session.commit()
    page = queries.outbox(session, channel=Channel.SMS)
    assert [row.key for row in page.items] == [f"order_paid:{n}:sms" for n in (2, 1, 0)]
    assert queries.outbox(session).total == 6
    assert queries.outbox(session, state=MessageState.SENT).total == 0
    assert queries.outbox(session, recipient="sara@example.com").total == 3
    first = page.items[0]
    assert queries.message(session, public_id=first.public_id) is first
