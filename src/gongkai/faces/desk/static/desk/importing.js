/* 批量导入：大的表格和附件上传时显示进度。没有脚本时照常提交。 */
(() => {
  "use strict";
  const form = document.getElementById("desk-form");
  const box = document.querySelector("[data-imports-sending]");
  if (!form || !box) return;
  const bar = box.querySelector("progress");
  const said = box.querySelector("[role=status]");
  const say = (sentence) => { said.textContent = sentence; };
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    document.querySelector(".problems")?.remove();
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action || location.href);
    sending.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    sending.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      bar.value = Math.round((step.loaded / step.total) * 100);
      say(step.loaded < step.total ? `正在上传：${bar.value}%` : "已上传，正在逐个检查文件……");
    });
    sending.addEventListener("load", () => {
      let told = {};
      try { told = JSON.parse(sending.responseText); } catch { /* 不是本页认识的回答 */ }
      if (told.url) { location.assign(told.url); return; }
      const problems = Object.values(told.problems || {}).flat();
      refused(problems.length ? problems : [told.message || "上传没有成功，请稍后再试。"]);
    });
    sending.addEventListener("error", () => refused(["网络中断，没有上传成功，请重试。"]));
    box.hidden = false;
    bar.removeAttribute("value");
    say("正在上传……");
    sending.send(new FormData(form));
  });
  function refused(sentences) {
    box.hidden = true;
    delete form.dataset.sent;
    form.classList.remove("desk-busy");
    form.removeAttribute("aria-busy");
    const list = document.createElement("ul");
    for (const sentence of sentences) list.append(Object.assign(document.createElement("li"), { textContent: sentence }));
    const problems = Object.assign(document.createElement("div"), { className: "problems", tabIndex: -1 });
    problems.setAttribute("role", "alert");
    problems.append(Object.assign(document.createElement("h2"), { textContent: "未能上传，请先改正以下内容" }), list);
    form.before(problems);
    problems.focus();
  }
})();
