"""Words in the wrong script on a page: what a reader of one language should not meet."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Text nodes that a reader sees, and the attributes that are read out, outside of what says of
# itself that it is in another language or is a code.
FOREIGN = """(language) => {
  const own = language === 'fa' ? /[A-Za-z]{2,}/g : /[\\u0600-\\u06ff]{2,}/g;
  const skip = language === 'fa'
    ? 'script,style,template,code,[lang]:not(html):not([lang=fa]),[dir=ltr],.ltr,bdi'
    : 'script,style,template,code,[lang]:not(html):not([lang=en]),bdi';
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
  take(document.title, `title ${document.title}`);
  return [...found];
}"""
NUMBERS = """() => {
  const found = new Set();
  const skip = 'script,style,template,code,[lang=en],[dir=ltr],.ltr,bdi,input,textarea,time[lang]';
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
# Words that stand in both languages: names of formats, and of us in an address.
LATIN = {"example", "com", "px"}


def allowed() -> set[str]:
    lines = (ROOT / "translations" / "latin_words.txt").read_text(encoding="utf-8").splitlines()
    return LATIN | {line.strip().lower() for line in lines if line and not line.startswith("#")}


ALLOWED = allowed()


def foreign(page, language):
    """ "word @ where it stands" of every word in the other script."""
    found = page.evaluate(FOREIGN, language)
    return [one for one in found if one.partition(" @ ")[0].lower() not in ALLOWED]


def latin_figures(page):
    """Texts of a Persian page with Latin digits outside of codes."""
    return page.evaluate(NUMBERS)


def overflow(page):
    """What is wider than the window, when the page scrolls sideways."""
    return page.evaluate(OVERFLOW)
