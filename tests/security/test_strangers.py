"""What scanners look for is not here (B71)."""

import pytest

LOOKED_FOR = [
    "/.git/config", "/.git/HEAD", "/.git/", "/.svn/entries", "/.hg/store/", "/.gitignore", "/static/css/",
    "/static/js/", "/static/.git/HEAD", "/media/p/", "/media/../.git/HEAD", "/.env", "/.env.local", "/.flaskenv", "/config.py", "/console",
    "/?__debugger__=yes&cmd=resource&f=style.css", "/debug", "/metrics", "/server-status",
    "/phpinfo.php", "/wp-login.php", "/wp-admin/", "/actuator/env", "/api/v1/", "/graphql",
    "/swagger.json", "/openapi.json", "/static/", "/static/../config.py", "/static/%2e%2e/config.py",
    "/static/..%2fconfig.py", "/static/js/htmx.min.js.map", "/static/css/site.css.map",
    "/media/", "/media/../portal.db", "/media/%2e%2e/portal.db", "/media/..%5cportal.db",
    "/instance/portal.db", "/portal.db", "/backup.sql", "/.well-known/security.txt.bak",
    "/tests/", "/migrations/", "/requirements/run.lock", "/.ssh/id_rsa", "/proc/self/environ",
    "/static//etc/passwd", "/media//etc/passwd", "/en/.git/config", "/en/en/", "/fa/",
]  # fmt: skip


ELSEWHERE = {"REMOTE_ADDR": "203.0.113.71"}  # this machine itself may read /metrics


@pytest.mark.asvs("13.4.1", "13.4.3", "13.4.5")
@pytest.mark.parametrize("path", LOOKED_FOR)
def test_it_is_not_found(site, path):
    response = site.browser().get(path, environ_base=ELSEWHERE)

    if path.startswith("/?"):  # the first page, without a console in it
        assert "EVALEX" not in response.get_data(as_text=True)
        return
    assert response.status_code in {400, 404, 308, 301}
    assert "SECRET" not in response.get_data(as_text=True)


@pytest.mark.asvs("13.4.4")
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/cart", "/account", "/desk/alf/"])
def test_other_methods_are_refused(site, method, path):
    response = site.browser("a_owner").open(path, method=method)

    assert response.status_code in {400, 403, 405}
    assert site.changed() == set()


@pytest.mark.asvs("16.5.1")
def test_an_error_page_tells_nothing_of_the_inside(secure_site):
    """A fault of ours is a number and words, never a stack."""
    app = secure_site.app

    @app.get("/fault")
    def fault():
        raise RuntimeError("hunter2 in a variable")

    fault.access = None
    response = secure_site.browser().get("/fault", base_url="https://shop.example.ir")

    page = response.get_data(as_text=True)
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in page
    for word in ("Traceback", "hunter2", "RuntimeError", "portal/", ".py"):
        assert word not in page
