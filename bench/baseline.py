"""The bare pages that ours are measured against: Flask, one raw SQL statement, one Jinja template."""

import os
import sqlite3

import psycopg
from flask import Flask, redirect, request

URL = os.environ["DATABASE_URL"]
IS_SQLITE = URL.startswith("sqlite")
MARK, BEGIN = ("?", "BEGIN IMMEDIATE") if IS_SQLITE else ("%s", "BEGIN")
app = Flask(__name__)
pool = []
HEAD = """<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/css/site.css"></head><body><main>"""
CARD = """<li class="card pcard"><div class="media"><picture><source type="image/avif" srcset="/media/{{ c[5] }}-300.avif 300w">
<img src="/media/{{ c[5] }}-300.webp" alt="" width="300" height="300" loading="lazy"></picture></div><span>{{ c[3] }}</span>
<h3><a href="/p/{{ c[0] }}/{{ c[2] }}">{{ c[1] }}</a></h3><span class="price__now">{{ "{:,}".format(c[4] // 10) }}</span>
<span class="price__unit">{{ "{:,}".format((c[6] or 0) // 10) }}</span><button name="offer" value="{{ c[7] }}">+</button></li>"""
LIST = app.jinja_env.from_string(HEAD + "<ul>{% for c in rows %}" + CARD + "{% endfor %}</ul></main></body></html>")
PAGE = app.jinja_env.from_string(HEAD + "<h1>{{ rows[0][1] }}</h1><ul>{% for c in rows %}" + CARD + "{% endfor %}</ul></main></body></html>")
FIELDS = "public_id, title, slug, firm, price, image, unit, offer"
ORDERS = {"suggested": "rank", "newest": "published DESC", "cheapest": "price", "cheapest_unit": "unit"}
LISTING = f"SELECT {FIELDS} FROM bench_cards WHERE category = {MARK} ORDER BY {{order}} LIMIT 24 OFFSET {MARK}"
PRODUCT = f"SELECT {FIELDS} FROM bench_cards WHERE public_id = {MARK}"
FTS = f"SELECT {FIELDS} FROM bench_text t JOIN bench_cards c ON c.id = t.rowid WHERE bench_text MATCH ? LIMIT 24"
TRIGRAM = f"SELECT {FIELDS} FROM bench_cards WHERE words LIKE '%%' || %s || '%%' LIMIT 24"
CART = (f"INSERT INTO bench_cart (cart, offer, quantity) VALUES ({MARK}, {MARK}, 1) "
        "ON CONFLICT (cart, offer) DO UPDATE SET quantity = bench_cart.quantity + 1")  # fmt: skip


def connect():
    if IS_SQLITE:
        return sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=10, isolation_level=None, check_same_thread=False)
    return psycopg.connect(URL, autocommit=True)


def run(*statements, one_transaction=False):
    connection = pool.pop() if pool else connect()
    try:
        connection.execute(BEGIN) if one_transaction else None
        for sql, values in statements:
            cursor = connection.execute(sql, values)
        rows = cursor.fetchall() if cursor.description else []
        connection.execute("COMMIT") if one_transaction else None
        return rows
    finally:
        pool.append(connection)


@app.get("/listing")
def listing():
    sql = LISTING.format(order=ORDERS[request.args["sort"]])
    rows = run((sql, (request.args["category"], (int(request.args["page"]) - 1) * 24)))
    return LIST.render(rows=rows, title="روغن زیتون")


@app.get("/product/<public_id>")
def product(public_id):
    return PAGE.render(rows=run((PRODUCT, (public_id,))), title="روغن زیتون")


@app.get("/search")
def search():
    return LIST.render(rows=run((FTS if IS_SQLITE else TRIGRAM, (request.args["q"],))), title="جست‌وجو")


@app.post("/cart")
def cart():
    run((CART, (request.form["cart"], request.form["offer"])))
    return redirect("/listing", 303)


@app.post("/write")
def write():
    """Insert as many rows of the same shape as one step of the checkout does, in one transaction."""
    wanted = [part.split(":") for part in request.form["rows"].split(",")]
    run(*[(f"INSERT INTO bench_{t} SELECT * FROM bench_{t}_one", ()) for t, n in wanted for _ in range(int(n))], one_transaction=True)
    return redirect("/listing", 303)
