/* 公众网站的小脚本：大字、高对比（记在本机，不用 Cookie）、打印、复制引用、朗读。没有脚本时页面照样可用。 */
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = (mode) => { try { return localStorage.getItem(`gongkai.${mode}`) === "1"; } catch { return false; } };
  const keep = (mode, on) => { try { on ? localStorage.setItem(`gongkai.${mode}`, "1") : localStorage.removeItem(`gongkai.${mode}`); } catch { /* 浏览器不许留存时，只在本页有效 */ } };
  for (const mode of ["large", "contrast"]) root.classList.toggle(mode, kept(mode));

  const sight = () => {
    const buttons = [...document.querySelectorAll("[data-mode]")];
    const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(root.classList.contains(button.dataset.mode))));
    buttons.forEach((button) => button.addEventListener("click", () => {
      keep(button.dataset.mode, root.classList.toggle(button.dataset.mode));
      show();
    }));
    document.querySelectorAll("[data-sight]").forEach((list) => { list.hidden = false; });
    show();
  };

  const copying = (button) => {
    if (!navigator.clipboard) { button.parentElement.remove(); return; }
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "已复制";
    });
  };

  const reading = (button) => {
    const speech = window.speechSynthesis;
    const text = document.querySelector(button.dataset.read);
    if (!speech || !text) { button.parentElement.remove(); return; }
    const say = (on) => { button.textContent = on ? "停止朗读" : "朗读"; button.setAttribute("aria-pressed", String(on)); };
    button.addEventListener("click", () => {
      if (speech.speaking) { speech.cancel(); say(false); return; }
      const words = new SpeechSynthesisUtterance(text.innerText);
      words.lang = "zh-CN";
      words.onend = () => say(false);
      speech.speak(words);
      say(true);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    sight();
    document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
    document.querySelectorAll("[data-copy]").forEach(copying);
    document.querySelectorAll("[data-read]").forEach(reading);
    document.querySelectorAll("[data-tools]").forEach((tools) => { tools.hidden = false; });
  });
})();
