/* 原件放在表格上方：移到哪一格，就翻到原件的那一页、那一行。没有脚本时，原件在自己的网页上。 */
(() => {
  "use strict";
  const pane = document.querySelector("[data-rep-original]"), grid = document.querySelector("[data-rep-grid]");
  if (!pane || !grid) return;
  const room = pane.querySelector("[data-original-room]"), told = pane.querySelector("[data-original-told]"), toggle = pane.querySelector("[data-original-toggle]");
  const name = told.textContent, AT_ONCE = 10;
  const asked = new Map();
  let current = null;
  pane.hidden = false;

  /* 取来原件的画面：一次十页；还在生成的，稍后再取 */
  function load(first) {
    if (!asked.has(first)) asked.set(first, ask(first).catch(() => { asked.delete(first); told.textContent = `${name}：没有取到原件，请刷新本页。`; }));
    return asked.get(first);
  }
  async function ask(first) {
    for (let tries = 0; tries < 60; tries += 1) {
      const answer = await fetch(`${pane.dataset.src}?page=${first}`, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector(".shown-why[role=status]")) { await new Promise((done) => setTimeout(done, 1500)); continue; }
      take(page);
      return;
    }
    throw new Error("still being made");
  }
  function take(page) {
    for (const shown of page.querySelectorAll(".shown-page, .shown-words, .shown-text, .shown-sheet, .shown-why")) {
      shown.querySelectorAll("details, figcaption").forEach((part) => part.remove());
      shown.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      if (shown.matches(".shown-text")) {
        shown.replaceChildren(...shown.textContent.split("\n").map((line) => Object.assign(document.createElement("span"), { textContent: `${line}\n` })));
      }
      const picture = shown.querySelector("img");
      if (shown.matches(".shown-page") && picture) {
        const sheet = Object.assign(document.createElement("div"), { className: "rep-sheet" });
        picture.loading = "eager";
        picture.replaceWith(sheet);
        sheet.append(picture, Object.assign(document.createElement("span"), { className: "rep-spot", hidden: true }));
        shown.dataset.page = shown.id.replace("page-", "") || "1";
        shown.removeAttribute("id");
        const after = [...room.querySelectorAll(".shown-page")].find((other) => Number(other.dataset.page) > Number(shown.dataset.page));
        room.insertBefore(document.adoptNode(shown), after ?? null);
      } else room.append(document.adoptNode(shown));
    }
  }

  const bare = (text) => text.normalize("NFKC").replace(/[\s|｜]+/g, "");
  let lines = null;
  function lineOf(input) {
    lines ??= [...room.querySelectorAll("tr, .shown-text > span, .shown-words p, .shown-words li")].map((line) => [line, bare(line.textContent)]);
    const words = bare(input.dataset.found ?? "");
    const spans = room.querySelectorAll(".shown-text > span"), at = Number(input.dataset.line) - 1;
    const same = words ? lines.filter(([, text]) => text && (text === words || text.endsWith(words) || (text.length > 5 && words.endsWith(text)))).map(([line]) => line) : [];
    const near = (line) => Math.abs([...spans].indexOf(line) - at);
    return same.sort((one, other) => (spans.length ? near(one) - near(other) : 0))[0] ?? spans[at] ?? null;
  }

  async function show(input) {
    current = input;
    if (pane.classList.contains("rep-closed")) return;
    const page = Number(input.dataset.page ?? 1), first = Math.floor((page - 1) / AT_ONCE) * AT_ONCE + 1;
    await load(first);
    if (current !== input) return;
    for (const spot of room.querySelectorAll(".rep-spot")) spot.hidden = true;
    room.querySelector(".rep-line")?.classList.remove("rep-line");
    const figure = room.querySelector(`.shown-page[data-page="${page}"]`);
    const line = figure ? null : lineOf(input);
    told.textContent = figure && input.dataset.page ? `${name}，第${page}页` : name;
    if (figure) spotOn(figure, input);
    else if (line) { line.classList.add("rep-line"); into(line.getBoundingClientRect()); }
  }
  function spotOn(figure, input) {
    const sheet = figure.querySelector(".rep-sheet"), spot = sheet.querySelector(".rep-spot");
    if (!input.dataset.box) { if (input.dataset.page) into(sheet.getBoundingClientRect(), true); return; }
    const [left, top, right, bottom] = input.dataset.box.split(" ").map(Number);
    spot.style.left = `${left * 100}%`;
    spot.style.top = `${top * 100}%`;
    spot.style.width = `${(right - left) * 100}%`;
    spot.style.height = `${(bottom - top) * 100}%`;
    spot.hidden = false;
    into(spot.getBoundingClientRect());
  }
  function into(box, atTop = false) {
    const frame = room.getBoundingClientRect();
    room.scrollTop += atTop ? box.top - frame.top : (box.top + box.bottom) / 2 - (frame.top + frame.bottom) / 2;
    if (box.right > frame.right || box.left < frame.left) room.scrollLeft += (box.left + box.right) / 2 - (frame.left + frame.right) / 2;
  }

  function open(yes) {
    pane.classList.toggle("rep-closed", !yes);
    toggle.textContent = yes ? "收起" : "打开";
    toggle.setAttribute("aria-expanded", String(yes));
    if (yes) { if (current) show(current); else load(1); }
  }
  toggle.addEventListener("click", () => open(pane.classList.contains("rep-closed")));
  grid.addEventListener("rep:at", (event) => show(event.detail));
  open(matchMedia("(min-width: 800px)").matches);
})();
