/* 审查：提示与正文互相跳转；一个键对照、一个键下一件。没有脚本时页面照样可用。 */
(() => {
  "use strict";
  const show = (node) => {
    for (const other of document.querySelectorAll("mark.at, .review-finding.at")) other.classList.remove("at");
    node.classList.add("at");
    node.scrollIntoView({ block: "center" });
  };
  const marks = (name) => [...document.querySelectorAll("mark[data-finding]")].filter((mark) => mark.dataset.finding.split(" ").includes(name));
  for (const link of document.querySelectorAll("[data-finding-jump]")) {
    link.addEventListener("click", (event) => {
      const [mark] = marks(link.dataset.findingJump);
      if (mark) { event.preventDefault(); show(mark); mark.focus(); }
    });
  }
  for (const mark of document.querySelectorAll("mark[data-finding]")) {
    const name = mark.dataset.finding.split(" ")[0];
    const note = document.querySelector(`[data-finding-note="${CSS.escape(name)}"]`);
    if (!note) continue;
    mark.tabIndex = 0;
    mark.setAttribute("role", "link");
    mark.setAttribute("aria-label", `${mark.textContent}（有提示，按回车查看）`);
    const go = () => { show(note); note.tabIndex = -1; note.focus({ preventScroll: true }); };
    mark.addEventListener("click", go);
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable=true]")) return;
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); location.href = link.href; }
  });
})();
