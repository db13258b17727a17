"""Words in the wrong script on a page: what a reader of one language should not meet."""

import re
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
# Text nodes that a reader sees, and the attributes that are read out, outside of what says of
# itself that it is in another language or is a code.
FOREIGN = """(language) => {
  const own = language === 'fa' ? /[A-Za-z]{2,}/g : /[\\u0600-\\u06ff]{2,}/g;
  const skip = language === 'fa'
    ? 'script,style,template,code,pre,[lang]:not(html):not([lang=fa]),[dir=ltr],.ltr,bdi'
    : 'script,style,template,code,pre,[lang]:not(html):not([lang=en]),bdi';
  const found = new Set();
  const take = (text, where) => {
    for (const word of text.match(own) || []) found.add(`${word} @ ${where.slice(0, 90)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(skip)) continue;
    if (!parent.checkVisibility() && !parent.closest('.vh,option,title')) continue;
    take(node.data, node.data.trim());
  }
  for (const name of ['alt', 'aria-label', 'placeholder', 'title']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest(skip)) take(element.getAttribute(name), `${name}=${element.getAttribute(name)}`);
    }
  }
  // A title has no markup: the codes in it are no words.
  take(document.title.replace(/\\S*\\d\\S*/g, ''), `title ${document.title}`);
  return [...found];
}"""
NUMBERS = """() => {
  const found = new Set();
  const skip = 'script,style,template,code,pre,[lang=en],[dir=ltr],.ltr,bdi,input,textarea,time[lang]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!/[0-9]/.test(node.data) || node.parentElement.closest(skip)) continue;
    if (node.parentElement.checkVisibility()) found.add(node.data.trim().slice(0, 90));
  }
  return [...found];
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= Math.max(width, window.innerWidth)) return [];
  const wide = [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1) && e.checkVisibility();
  });
  return [`${document.documentElement.scrollWidth} > ${width}`,
          ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 120))];
}"""
LATIN = {"english", "فارسی"}  # each language in its own name


def allowed() -> set[str]:
    lines = (ROOT / "translations" / "latin_words.txt").read_text(encoding="utf-8").splitlines()
    return LATIN | {line.strip().lower() for line in lines if line and not line.startswith("#")}


ALLOWED = allowed()


def foreign(page, language):
    """Each word in the other script as "word @ where it stands", but what the reader wrote."""
    typed = set(re.findall(r"\w+", unquote_plus(urlsplit(page.url).query)))
    words = {one: one.partition(" @ ")[0] for one in page.evaluate(FOREIGN, language)}
    return [one for one, word in words.items() if word.lower() not in ALLOWED | typed]


def latin_figures(page):
    """Texts of a Persian page with Latin digits outside of codes."""
    return page.evaluate(NUMBERS)


def overflow(page):
    """What is wider than the window, when the page scrolls sideways."""
    return page.evaluate(OVERFLOW)
