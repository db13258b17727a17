"""Our cookies. `__Host-` and Secure over https; plain names over http on a desk or a LAN."""

from datetime import timedelta

from flask import Request, Response, current_app, g

SESSION = "sid"
STEP = "step"  # between the password and the second step
ASKER = "asker"  # between asking for a code by SMS and typing it
CART = "cart"
CART_LIFE = timedelta(days=30)
SESSION_LIFE = timedelta(days=180)  # the row ends it earlier


def name(base: str) -> str:
    """The cookie's name as browsers know it under the present scheme."""
    return f"__Host-{base}" if current_app.config["SESSION_COOKIE_SECURE"] else base


def session_token(request: Request) -> str | None:
    return request.cookies.get(name(SESSION))


def step_token(request: Request) -> str | None:
    return request.cookies.get(name(STEP))


def asker_token(request: Request) -> str:
    return request.cookies.get(name(ASKER), "")


def cart_token(request: Request) -> str | None:
    """The basket's secret: the one just made in this request, else the browser's."""
    return g.get("new_cart_token") or request.cookies.get(name(CART))


def put(response: Response, base: str, value: str, life: timedelta | None) -> None:
    """Set one of ours: HttpOnly, SameSite=Lax, whole site, no Domain."""
    response.set_cookie(
        name(base),
        value,
        max_age=life,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
        path="/",
    )


def drop(response: Response, base: str) -> None:
    response.delete_cookie(
        name(base),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
