"""Commands: `flask --app portal.cli …` (FLASK_APP is set in .flaskenv)."""

import json
import logging
import sys
from functools import partial
from typing import NoReturn, cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup

import config
from portal import inspection, schema
from portal.accounts import factors, passwords, people
from portal.app import create_app
from portal.backup.commands import backup, restore
from portal.core import db, files, jobs, logs
from portal.core.audit import record
from portal.core.errors import Invalid, Refused
from portal.demo.seed import seed_if_empty
from portal.firms import membership
from portal.inspection import Level, Report
from portal.inspection.cases import Case
from portal.inspection.doctor import examine
from portal.reference import load
from portal.web.templating import Portal

MISSING = 3


def app() -> Flask:
    """The application of the `flask` command. What it logs must not mix with what it answers."""
    logs.configure(logging.WARNING, sys.stderr)
    try:
        made = create_app()
    except config.BadSetting as error:
        return _refused(error)
    for command in COMMANDS:
        made.cli.add_command(command)
    return made


def _refused(error: config.BadSetting) -> Flask:
    """Settings that do not start: `doctor` finds them broken, every other command says why."""
    made = Flask(__name__)
    for command in COMMANDS:
        refuse = partial(_refuse, str(error), str(command.name))
        options = {"ignore_unknown_options": True, "allow_extra_args": True}
        made.cli.add_command(click.Command(command.name, options, refuse))
    return made


def _refuse(fault: str, name: str) -> NoReturn:
    as_json = name == "doctor" and "--json" in click.get_current_context().args
    click.echo(json.dumps({"exit_code": Level.BROKEN, "error": fault}) if as_json else fault)
    sys.exit(Level.BROKEN if name == "doctor" else MISSING)


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema, DBOS's tables included."""
    database = db.current()
    schema.create_schema(database)
    jobs.prepare(database)
    click.echo("The database is up to date.")


@click.command("compile")
def compile_templates() -> None:
    """Compile the pages, so that the web server need not when it is first asked for them."""
    click.echo(f"{cast('Portal', current_app).compile_templates()} pages are compiled.")


@click.command("reference")
def load_reference() -> None:
    """Load what every installation needs: families, places, carriers, tariffs, terms."""
    with db.transaction() as session:
        load.load(session)
    click.echo("Reference data are loaded.")


@click.command("demo")
def fill_demo() -> None:
    """Fill an empty database with the demo firms, goods, accounts and orders."""
    if not config.load().demo:
        raise click.ClickException("Demo data are refused in production.")
    click.echo("Demo data were filled in." if seed_if_empty() else "The database is not empty.")


@click.command("audit")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--quick/--full", default=False, help="The last 24 hours only, or all (default).")
@click.option("--reconcile", is_flag=True, help="Ask the gateways too; it confirms nothing.")
@click.option("--order", default="", help="Only what mentions this order, by any of its names.")
@click.option("--explain", default="", help="The same, and all rows of it without personal data.")
@click.option("--head", "heads", multiple=True, help="A seal as it was told to others: 12:9f3c…")
def audit(
    *, as_json: bool, quick: bool, reconcile: bool, order: str, explain: str, heads: tuple[str, ...]
) -> None:
    """Check the invariants, read-only. Exit 0 fine, 1 warning, 2 broken, 3 could not look."""
    case = None
    try:
        if order or explain:
            case, report = inspection.case(order or explain)
        else:
            report = inspection.run(quick=quick, heads=heads, reconcile=reconcile)
    except Exception as error:  # noqa: BLE001 - never 0 by accident: whatever it was, we did not look
        fault = repr(error)
        click.echo(json.dumps({"error": fault}) if as_json else f"Could not look: {fault}")
        sys.exit(MISSING)
    _tell(report, as_json=as_json, case=case if explain else None)


def _tell(report: Report, *, as_json: bool, case: Case | None = None) -> NoReturn:
    if as_json:
        rows = {} if case is None else {"rows": case.rows}
        click.echo(json.dumps(report.as_dict() | rows, ensure_ascii=False, default=str))
    else:
        for line in (*(case.lines() if case else ()), *report.lines()):
            click.echo(line)
    sys.exit(report.exit_code)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def doctor(*, as_json: bool) -> None:
    """Look at how this site is set up, read-only. Exit 0 fine, 1 warning, 2 broken, 3 could not."""
    _tell(examine(current_app.config["SETTINGS"]), as_json=as_json)


admin = AppGroup("admin", help="People who run the site.")


@admin.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.password_option()
def create_admin(email: str, name: str, password: str) -> None:
    """Make the first administrator of the consortium's office."""
    try:
        passwords.check(password, personal=(email, name))
        with db.transaction() as session:
            membership.create_admin(session, email=email, name=name, password=password)
    except Invalid as error:
        raise click.ClickException(", ".join(error.errors.values())) from error
    except Refused as error:
        raise click.ClickException(error.code) from error
    click.echo(f"{email} may sign in at /account/sign-in.")


@admin.command("drop-second-step")
@click.option("--email", required=True)
def drop_second_step(email: str) -> None:
    """For the last administrator whose telephone is lost: password alone, until set up anew."""
    with db.transaction() as session:
        person = people.by_email(session, email)
        if person is None:
            raise click.ClickException("Nobody has this e-mail.")
        factors.remove_all(session, user_id=person.id, by="cli")
        record(
            session,
            action="second_step.dropped",
            actor="cli",
            object_kind="user",
            object_id=person.public_id,
        )
    click.echo(f"{email} signs in with the password alone, then sets up a second step.")


@click.command("prune")
@click.option("--apply", "is_applied", is_flag=True, help="Remove; without it only list.")
def prune(*, is_applied: bool) -> None:
    """List (or remove) stored files without a row: what a crash between file and row left."""
    with db.reading() as session:
        stray = files.stray(session)
    for key in stray:
        click.echo(key)
        if is_applied:
            files.store().remove(key)


COMMANDS = (
    audit, doctor, backup, restore, migrate, compile_templates, load_reference, fill_demo, admin,
    prune,
)  # fmt: skip
