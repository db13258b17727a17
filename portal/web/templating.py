"""Templates, compiled once for each language: what the language settles is settled then.

A message without places to fill, an icon and the address of a static file stand in the compiled
template as plain text; a page says a hundred of them. `portal/web/wording.py` words the rest.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, cast

from flask import Flask, g
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_PARAMETER
from jinja2.visitor import NodeTransformer
from markupsafe import _escape_inner  # type: ignore[attr-defined]

from portal.i18n.languages import DEFAULT, LANGUAGES
from portal.web import assets, wording
from portal.web.compiled import Compiled
from portal.web.routing import Rule

Maker = Callable[..., object]


def shown(value: Any) -> str:
    """`value` escaped, as text to be joined: `markupsafe.escape` without an object for each."""
    if type(value) is not str:
        if hasattr(value, "__html__"):
            return cast("str", value.__html__())
        value = str(value)
    return _escape_inner(value)


class Printer(CodeGenerator):
    """Writes `shown(x)` where Jinja writes `escape(x)`, and `escaped(x)` for a string in a loop."""

    def write_commons(self) -> None:
        """What each function of a template begins with."""
        super().write_commons()
        self.writeline("shown, escaped = environment.shown, environment.escaped")
        self.writeline("look = environment.getattr")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.write("look(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        place = self._place(node, frame)
        if place:
            self.write(f"escaped({place}) if type({place}) is str else ")
        self.write("shown(")

    def _place(self, node: nodes.Expr, frame: Frame) -> str | None:
        """The variable of a loop, which is there: to look at it twice is no trouble."""
        if not isinstance(node, nodes.Name):
            return None
        place = frame.symbols.ref(node.name)
        load = frame.symbols.find_load(place)
        is_there = load is not None and load[0] == VAR_LOAD_PARAMETER
        return place if is_there and not self.parameter_is_undeclared(place) else None


class Settled(NodeTransformer):
    """Puts in what is known when a template is compiled for `language`."""

    def __init__(self, environment: "LanguageEnvironment") -> None:
        self.environment = environment
        language = environment.language
        row = LANGUAGES[language]
        self.facts = {"language": row.code, "direction": row.direction}
        self.makers: Mapping[str, Maker] = {
            "_": lambda message: wording.plain(language, message),
            "icon": assets.icon,
            "asset": assets.address,
        }

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802 - Jinja's names
        """A block is put together first, then handed up through the layouts as one piece."""
        self.generic_visit(node)
        whole = nodes.Name("whole", "store")
        node.body = [
            nodes.AssignBlock(whole, None, node.body, lineno=node.lineno),
            nodes.Output([nodes.Name("whole", "load")], lineno=node.lineno),
        ]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        """`_("Basket")`, `icon("cart")`, `asset("art/logo.svg")`."""
        self.generic_visit(node)
        make = self.makers.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if make is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        given = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if len(given) < len(node.args):
            return node
        return nodes.Const(make(*given), lineno=node.lineno)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        """A part stands in its place, in a scope of its own: no piece climbs through generators."""
        if not isinstance(node.template, nodes.Const) or not node.with_context:
            return node
        part: nodes.Template = self.visit(self.environment.tree(node.template.value))
        return nodes.Scope(part.body, lineno=node.lineno)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Expr:  # noqa: N802
        """`g.language`, `g.direction`."""
        self.generic_visit(node)
        is_of_request = isinstance(node.node, nodes.Name) and node.node.name == "g"
        if is_of_request and node.attr in self.facts:
            return nodes.Const(self.facts[node.attr], lineno=node.lineno)
        return node


class LanguageEnvironment(Environment):
    """Flask's environment, of one language."""

    code_generator_class = Printer
    language = DEFAULT
    shown = staticmethod(shown)
    escaped = staticmethod(_escape_inner)

    def of(self, language: str) -> "LanguageEnvironment":
        """The same for another language, with filters and globals in common."""
        other = self.overlay(bytecode_cache=Compiled(language))
        other.language = language
        return other

    def tree(self, name: str) -> nodes.Template:
        """The template as it was parsed."""
        assert self.loader is not None
        source, filename, _is_present = self.loader.get_source(self, name)
        return self._parse(source, name, filename)

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        return super()._generate(Settled(self).visit(source), *names, **options)


class Portal(Flask):
    """Flask, with one template environment for each language; they share filters and globals."""

    url_rule_class = Rule
    jinja_environment = LanguageEnvironment
    jinja_options = {"trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012 - Flask's own way

    @cached_property
    def _environments(self) -> dict[str, LanguageEnvironment]:
        first = cast("LanguageEnvironment", self.create_jinja_environment())
        return {code: first.of(code) for code in LANGUAGES}

    def compile_templates(self) -> int:
        """Leave every page of every language compiled for processes to come; returns how many."""
        count = 0
        for environment in self._environments.values():
            for name in environment.list_templates():
                if not name.startswith("mail/"):  # the worker's, with filters of their own
                    environment.get_template(name)
                    count += 1
        return count

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view of ours is a coroutine; Flask would look at eleven functions a request."""
        return func

    @property
    def jinja_env(self) -> LanguageEnvironment:
        """The environment of the reader's language; of the first language outside of a request."""
        return self._environments[g.get("language", DEFAULT) if g else DEFAULT]
