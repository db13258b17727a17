"""What is never written here: SQL from text, shells, eval, pickles, XML, doors to the outside."""

import ast
import re

import pytest

from tests.structure import source

# Texts put into a statement that are our own names, never input: index, schema and pragma names.
OWN_SQL = {
    "portal/catalog/spelling.py", "portal/catalog/text_index.py", "portal/inspection/__init__.py",
    "portal/inspection/doctor/database.py", "portal/backup/dumps.py", "portal/core/db.py",
    "portal/core/jobs.py", "portal/orders/numbers.py",
}  # fmt: skip
PROGRAMS = {"portal/catalog/pictures.py", "portal/backup/tools.py"}
OUTSIDE = {  # module -> the files that may open a connection with it
    "httpx": {"portal/core/wire.py", "portal/payments/gateways/stripe_wire.py"},
    "smtplib": {"portal/messaging/gateways/smtp.py"},
    "socket": {"portal/inspection/doctor/rules.py"},  # how long the site's own certificate lasts
    "fsspec": {"portal/core/files.py"},
}
NO_DOORS = {
    "requests", "urllib3", "aiohttp", "http", "urllib.request", "ftplib", "telnetlib", "imaplib",
    "poplib", "socketserver", "xmlrpc", "paramiko", "websockets",
}  # fmt: skip
UNSAFE_READERS = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "jsonpickle",
    "yaml",
    "joblib",
    "cloudpickle",
}
XML = {"xml", "lxml", "defusedxml", "xmltodict", "bs4", "html5lib"}
WRITES_MARKUP = re.compile(
    r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
)


def relative(path):
    return str(path.relative_to(source.ROOT))


def imported():
    """(file, module) of every import of the product."""
    for path, node in source.nodes(ast.Import, ast.ImportFrom):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module]
        yield from ((relative(path), name) for name in names if name)


def is_one_of(module, wanted):
    return any(module == name or module.startswith(f"{name}.") for name in wanted)


def users_of(modules):
    return {file for file, module in imported() if is_one_of(module, modules)}


def is_built(text):
    """An f-string, a sum, or a format: not one constant."""
    is_call = isinstance(text, ast.Call) and source.name_of(text.func) in {
        "format",
        "join",
        "replace",
    }
    return isinstance(text, (ast.JoinedStr, ast.BinOp)) or is_call


@pytest.mark.asvs("1.2.4")
def test_statements_take_their_values_as_parameters():
    """Where a name of ours is put into a statement, that file is known; no file of pages is."""
    built = {
        relative(path)
        for path, node in source.nodes(ast.Call)
        if source.name_of(node.func) in {"text", "exec_driver_sql", "execute", "literal_column"}
        and node.args
        and is_built(node.args[0])
    }
    assert built - OWN_SQL == {"portal/web/storefront/address.py"}  # its own text(): a field's
    users = {
        relative(path)
        for path, node in source.nodes(ast.ImportFrom)
        if node.module == "sqlalchemy" and "text" in {one.name for one in node.names}
    }
    assert not [file for file in users if file.startswith("portal/web/") and "health" not in file]


@pytest.mark.asvs("1.2.4")
def test_what_is_put_into_a_statement_comes_from_no_caller_outside():
    """The f-strings of those files hold bare names of constants and loops, no call and no field."""
    for name in OWN_SQL:
        for node in ast.walk(source.tree(source.ROOT / name)):
            if (
                isinstance(node, ast.Call)
                and source.name_of(node.func) in {"text", "execute"}
                and node.args
            ):
                held = [
                    part for part in ast.walk(node.args[0]) if isinstance(part, ast.FormattedValue)
                ]
                assert all(isinstance(part.value, ast.Name) for part in held), (
                    f"{name}:{node.lineno}"
                )


@pytest.mark.asvs("1.2.5")
def test_programs_are_started_without_a_shell():
    assert users_of({"subprocess", "pty", "pexpect"}) == PROGRAMS
    for path, node in source.nodes(ast.Call):
        called = ast.unparse(node.func)
        assert called not in {"os.system", "os.popen"}, source.place(path, node.lineno)
        assert not called.startswith(("os.exec", "os.spawn")), source.place(path, node.lineno)
        assert not any(word.arg == "shell" for word in node.keywords), source.place(
            path, node.lineno
        )


@pytest.mark.asvs("1.3.2")
def test_no_text_becomes_code():
    for path, node in source.nodes(ast.Call):
        if isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}, source.place(
                path, node.lineno
            )


@pytest.mark.asvs("1.3.7")
def test_no_template_is_made_of_input():
    """Templates are files; what is put into them is data."""
    for path, node in source.nodes(ast.Call):
        assert source.name_of(node.func) not in {
            "render_template_string", "from_string", "Template",
        }, source.place(path, node.lineno)  # fmt: skip
    built = {
        relative(path)
        for path, node in source.nodes(ast.Call)
        if source.name_of(node.func) == "render_template" and is_built(node.args[0])
    }
    assert built == {"portal/web/storefront/pages.py"}  # names of its own table


@pytest.mark.asvs("1.5.1")
def test_no_xml_is_read():
    """What writes the site's map escapes; nothing parses."""
    assert users_of(XML) == {"portal/web/seo.py"}
    found = {module for _file, module in imported() if is_one_of(module, XML)}
    assert found == {"xml.sax.saxutils"}


@pytest.mark.asvs("1.5.2")
def test_nothing_is_unpickled():
    # Compiled templates: written by us beside the code, into a folder that is as safe as the code.
    assert users_of(UNSAFE_READERS) == {"portal/web/compiled.py"}
    jobs = (source.PORTAL / "core" / "jobs.py").read_text()
    assert "DBOSPortableJSON" in jobs and jobs.count("serializer=serializer()") == 2


@pytest.mark.asvs("13.2.4", "1.3.6")
def test_these_files_alone_speak_to_others():
    """Their addresses are settings; a new door has to be written down here."""
    assert users_of(NO_DOORS) == set()
    for module, files in OUTSIDE.items():
        assert users_of({module}) <= files, module
    clients = {
        relative(path)
        for path, node in source.nodes(ast.Call)
        if ast.unparse(node.func)
        in {"httpx.Client", "httpx.AsyncClient", "httpx.get", "httpx.post"}
    }
    assert clients == {"portal/core/wire.py"}


@pytest.mark.asvs("3.2.2")
def test_our_script_writes_no_markup_and_htmx_runs_none():
    script = (source.ROOT / "static" / "js" / "portal.js").read_text()
    assert WRITES_MARKUP.findall(script) == []
    base = (source.TEMPLATES / "layouts" / "base.html").read_text()
    for setting in ('"allowEval":false', '"allowScriptTags":false', '"selfRequestsOnly":true'):
        assert setting in base


@pytest.mark.asvs("14.3.3")
def test_the_browser_is_given_nothing_to_keep():
    """No storage in our script, no pages in that of htmx; cookies hold random words or a message."""
    script = (source.ROOT / "static" / "js" / "portal.js").read_text()
    for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches."):
        assert word not in script
    assert '"historyCacheSize":0' in (source.TEMPLATES / "layouts" / "base.html").read_text()
    put = {
        ast.unparse(node.args[1])
        for _path, node in source.nodes(ast.Call, under=source.PORTAL / "web")
        if ast.unparse(node.func) == "cookies.put"
    }
    assert put <= {"cookies.SESSION", "cookies.STEP", "cookies.ASKER", "cookies.CART"}


@pytest.mark.asvs("15.1.2")
def test_the_inventory_of_libraries_is_whole_and_from_one_place():
    """`run.lock` names each library with version and digests; installed are those and no others."""
    text = (source.ROOT / "requirements" / "run.lock").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        head = entry.splitlines()[0]
        assert re.match(r"[a-z0-9][a-z0-9._-]*(\[[\w,-]+\])?==\S+", head), head
        assert "--hash=sha256:" in entry, head
    assert len(entries) > 40
    for word in ("git+", "http://", "https://", "--extra-index", " @ "):
        assert word not in text
    asked = re.findall(
        r"^([a-z0-9-]+)", (source.ROOT / "requirements" / "run.in").read_text(), re.MULTILINE
    )
    assert asked and {name for name in asked if f"\n{name}" not in f"\n{text}"} == set()
    told = (source.ROOT / "static" / "PROVENANCE.md").read_text()
    for path in source.named(".js", ".woff2", under=source.ROOT / "static"):
        assert path.name in told


@pytest.mark.asvs("13.2.3")
def test_no_service_has_a_password_that_others_know():
    """Databases and storage of `ops/` take theirs from files; the program's own are refused if weak."""
    text = (source.ROOT / "ops" / "compose.yaml").read_text()
    given = re.findall(r"(\w*(?:PASSWORD|SECRET|ROOT_USER|KEY)\w*):\s*(\S+)", text)
    assert len(given) > 5
    assert [one for one in given if not one[1].startswith("/run/secrets/")] == []
    for path in (source.ROOT / "ops").glob("*.example"):
        for line in path.read_text().splitlines():
            name, _, value = line.partition("=")
            if re.match(r"[A-Z_]*(?:PASSWORD|SECRET|KEY|TOKEN)$", name):
                assert value == "", line


@pytest.mark.asvs("4.1.2")
def test_only_people_are_sent_from_http_to_https():
    conf = (source.ROOT / "ops" / "nginx" / "portal.conf").read_text()
    plain = conf.partition("listen 80;")[2].partition("\nserver {")[0]
    assert "location / { return 301 https://$host$request_uri; }" in plain
    [machines] = re.findall(r"location ~ (\S+) \{ return 403; \}", plain)
    for path in ("/hooks/stripe", "/hooks/zarinpal", "/metrics", "/readyz"):
        assert re.match(machines, path), path
    assert not re.match(machines, "/account")


@pytest.mark.asvs("13.4.3")
def test_the_proxy_lists_no_folder_and_serves_no_file():
    conf = (source.ROOT / "ops" / "nginx" / "portal.conf").read_text()
    for word in ("autoindex", "root ", "alias ", "try_files"):
        assert word not in conf
