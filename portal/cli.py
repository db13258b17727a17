"""Commands: `flask --app portal.cli …` (FLASK_APP is set in .flaskenv)."""

import json
import sys

import click
from flask import Flask
from flask.cli import AppGroup

import config
from portal import inspection, schema
from portal.accounts import factors, passwords, people
from portal.app import create_app
from portal.core import db, files, jobs
from portal.core.audit import record
from portal.core.errors import Invalid, Refused
from portal.demo.seed import seed_if_empty
from portal.firms import membership
from portal.reference import load

MISSING = 3


def app() -> Flask:
    """The application of the `flask` command."""
    made = create_app()
    for command in (audit, migrate, load_reference, fill_demo, admin, prune):
        made.cli.add_command(command)
    return made


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema, DBOS's tables included."""
    database = db.current()
    schema.create_schema(database)
    jobs.prepare(database)
    click.echo("The database is up to date.")


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
@click.option("--quick", is_flag=True, help="The last 24 hours only.")
def audit(*, as_json: bool, quick: bool) -> None:
    """Check the invariants, read-only. Exit 0 fine, 1 warning, 2 broken, 3 could not look."""
    try:
        report = inspection.run(quick=quick)
    except Exception as error:  # noqa: BLE001 - never 0 by accident: whatever it was, we did not look
        click.echo(json.dumps({"error": str(error)}) if as_json else f"Could not look: {error}")
        sys.exit(MISSING)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, default=str))
    else:
        for line in report.lines():
            click.echo(line)
    sys.exit(report.exit_code)


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
