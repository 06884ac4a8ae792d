/* 工作台的小脚本：键盘、防重复提交、离开前提醒、错误汇总。没有脚本时页面照样可用。 */
(() => {
  "use strict";
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const typing = (node) => node.closest("input, textarea, select, [contenteditable=true]");

  /* 行：j k 或者上下键移动，回车打开 */
  const lines = () => all("[data-desk-rows] tbody tr, [data-desk-rows] > li").filter((row) => row.offsetParent);
  let at = -1;
  function move(step) {
    const rows = lines();
    if (!rows.length) return false;
    rows[at]?.classList.remove("at");
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("at");
    (rows[at].querySelector("a") || rows[at]).focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
    return true;
  }
  document.addEventListener("focusin", (event) => {
    const rows = lines();
    const found = rows.findIndex((row) => row.contains(event.target));
    if (found >= 0 && found !== at) { rows[at]?.classList.remove("at"); at = found; rows[at].classList.add("at"); }
  });

  const keys = document.getElementById("desk-keys");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      const form = event.target.closest?.("[data-desk-form]") || document.querySelector("[data-desk-form]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || event.target.closest("dialog:not(#desk-keys)")) {
      if (event.key === "Escape" && event.target.matches("[data-desk-search]")) event.target.blur();
      return;
    }
    const done = {
      "/": () => { const search = document.querySelector("[data-desk-search], input[type=search]"); search?.focus(); search?.select(); return search; },
      "?": () => { if (keys.open) keys.close(); else keys.showModal(); return true; },
      j: () => move(1), k: () => move(-1),
      ArrowDown: () => at >= 0 && move(1), ArrowUp: () => at >= 0 && move(-1),
      g: () => { location.href = "/desk/"; return true; },
    }[event.key]?.();
    if (done) event.preventDefault();
  });

  /* 表单：提交一次；离开前提醒 */
  const dirty = new Set();
  for (const form of all("[data-desk-guard]")) {
    const mark = (event) => { if (event.target.name && event.isTrusted) dirty.add(form); };
    form.addEventListener("input", mark);
    form.addEventListener("change", mark);
  }
  for (const form of all("[data-desk-form]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      dirty.delete(form);
      form.classList.add("desk-busy");
      form.setAttribute("aria-busy", "true");
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of all("[data-desk-form]")) { delete form.dataset.sent; form.classList.remove("desk-busy"); form.removeAttribute("aria-busy"); }
  });
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

  document.querySelector("[data-desk-problems]")?.focus();

  /* 打印按钮、随选随查 */
  for (const button of all("[data-desk-print]")) button.addEventListener("click", () => window.print());
  for (const control of all("[data-desk-submit]")) control.addEventListener("change", () => control.form.requestSubmit());
})();
