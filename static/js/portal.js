// The few things HTML cannot do: focus after a swap, groups that stay open, a number stepped by a tap.
document.addEventListener("htmx:afterSettle", () => {
  const lost = !document.activeElement || document.activeElement === document.body;
  const heading = lost && document.querySelector("main [data-focus]");
  if (heading) heading.focus({ preventScroll: true });
});
// Empty fields of a filter are no part of the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of Object.entries(event.detail.parameters)) {
    if (value === "") delete event.detail.parameters[name];
  }
});
// A message that hangs over the page goes by itself; the basket's count says the same.
let leaving;
document.addEventListener("htmx:afterSettle", () => {
  const toasts = document.querySelector("#flashes .toasts");
  clearTimeout(leaving);
  if (toasts) leaving = setTimeout(() => toasts.remove(), 8000);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A form with faults answers 422 with itself; any other fault is a page of its own.
  const status = event.detail.xhr.status;
  if (status < 400) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  if (status !== 422) {
    event.detail.target = document.body;
    event.detail.swapOverride = "innerHTML";
  }
});
// Filter groups keep the state the reader gave them, though their counts come anew.
let opened = new Map();
document.addEventListener("htmx:oobBeforeSwap", () => {
  opened = new Map([...document.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
});
document.addEventListener("htmx:oobAfterSwap", () => {
  for (const d of document.querySelectorAll("details[id]")) {
    if (opened.has(d.id)) d.open = opened.get(d.id);
  }
});
const figure = (text) =>
  Number([...text].map((c) => "۰۱۲۳۴۵۶۷۸۹".includes(c) ? "۰۱۲۳۴۵۶۷۸۹".indexOf(c) : c).join(""));
document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-hides]");
  const drawer = closer && document.getElementById(closer.dataset.hides);
  if (drawer && drawer.matches(":popover-open")) drawer.hidePopover();
  const step = event.target.closest("[data-step]");
  if (!step) return;
  const input = step.parentElement.querySelector("input");
  const next = (figure(input.value) || 1) + Number(step.dataset.step);
  if (next >= 1) input.value = next.toLocaleString(document.documentElement.lang, { useGrouping: false });
});
document.addEventListener("DOMContentLoaded", () => {
  const problems = document.getElementById("problems");
  if (problems) problems.focus();
});
