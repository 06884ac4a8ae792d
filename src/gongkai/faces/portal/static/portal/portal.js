/* 公众网站的小脚本：打印、大字、复制引用。没有脚本时页面照样可用。 */
(() => {
  "use strict";
  const tools = document.querySelector("[data-tools]");
  if (!tools) return;
  tools.hidden = false;
  tools.querySelector("[data-print]").addEventListener("click", () => window.print());
  const large = tools.querySelector("[data-large]");
  large.addEventListener("click", () => {
    const on = document.documentElement.classList.toggle("large");
    large.setAttribute("aria-pressed", String(on));
  });
  const copy = tools.querySelector("[data-copy]");
  if (!navigator.clipboard) copy.parentElement.remove();
  else copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.textContent = "已复制";
  });
})();
