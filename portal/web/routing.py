"""An address of the site, and the function that writes it."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule as Whole

Built = tuple[str, str]  # domain and path


class Rule(Whole):
    """Compiles its two writers when an address is first asked for: a process needs few of them.

    Werkzeug makes both for every rule while an application is built, half a millisecond a rule.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Built]:  # noqa: FBT001, FBT002
        name = "_build_unknown" if append_unknown else "_build"
        compiled = super()._compile_builder

        def first(rule: Rule, /, **values: Any) -> Built:
            write = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, write)
            written: Built = write(**values)
            return written

        return first
