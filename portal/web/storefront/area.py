from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.web.storefront.shell import shell

storefront = Blueprint("storefront", __name__)


@storefront.record_once
def install(state: BlueprintSetupState) -> None:
    """The frame of the shop may be put around pages of other areas too."""
    state.app.jinja_env.globals["shell"] = shell
