"""The two commands. Exit 0 done, 1 done with a warning, 2 broken or refused, 3 could not look."""

import sys

import click

from portal import backup as copies
from portal.backup.tools import Unable
from portal.inspection import Level


@click.command("backup")
@click.option("--to", "directory", envvar="BACKUP_DIR", required=True, help="Or BACKUP_DIR.")
def backup(directory: str) -> None:
    """Back the database and its files up into a new folder, while the site runs."""
    try:
        folder = copies.make(directory)
        told = copies.check(folder)
    except (Unable, copies.Spoilt, OSError) as error:
        click.echo(f"No backup: {error}", err=True)
        sys.exit(Level.BROKEN)
    click.echo(folder)
    for key in told.missing:
        click.echo(f"not there any more: {key}", err=True)
    sys.exit(Level.WARNING if told.missing else Level.FINE)


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False))
@click.option("--replace", is_flag=True, help="Take away what is there now.")
def restore(folder: str, *, replace: bool) -> None:
    """Put a backup where the settings point. Stop the site first."""
    try:
        done = copies.restore(folder, replace=replace)
    except (Unable, copies.Spoilt, OSError) as error:
        click.echo(f"Not restored: {error}", err=True)
        sys.exit(Level.BROKEN)
    click.echo(f"Restored what was there at {done.manifest.made_at}.")
    if done.report is None:
        click.echo(f"Revision {done.manifest.revision}: run `flask migrate`, then `flask audit`.")
        sys.exit(Level.WARNING)
    for line in done.report.lines():
        click.echo(line)
    sys.exit(done.report.exit_code)
