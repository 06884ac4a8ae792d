/* 检查：点提示跳到原文，点原文跳到提示。 */
(() => {
  "use strict";
  const marks = [...document.querySelectorAll("[data-finding]")];
  const found = [...document.querySelectorAll("[data-doc-found]")];
  const of = (mark) => mark.dataset.finding.split(" ");
  function show(node) {
    for (const shown of document.querySelectorAll(".doc-shown")) shown.classList.remove("doc-shown");
    node.classList.add("doc-shown");
    node.scrollIntoView({ block: "center" });
  }
  for (const mark of marks) {
    mark.tabIndex = 0;
    mark.setAttribute("role", "link");
    const go = () => { const item = found.find((row) => of(mark).includes(row.dataset.docFound)); if (item) { show(item); item.querySelector("a")?.focus({ preventScroll: true }); } };
    mark.addEventListener("click", go);
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  }
  for (const item of found) {
    const mark = marks.find((node) => of(node).includes(item.dataset.docFound));
    if (!mark) continue;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "doc-goto", textContent: "看原文" });
    button.addEventListener("click", () => { show(mark); mark.focus({ preventScroll: true }); });
    (item.querySelector(".doc-found-acts") || item).append(item.querySelector(".doc-found-acts") ? " · " : "", button);
  }
})();
