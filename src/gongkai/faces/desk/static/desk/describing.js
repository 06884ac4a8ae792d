/* 编辑页的其余部分：从正文读取的建议、导入 Word、关联文稿、类目筛选、自动保留、预览。没有脚本时各按钮随表单提交。 */
(() => {
  "use strict";
  const form = document.getElementById("desk-form");
  if (!form || !form.querySelector("[data-doc-editor]")) return;
  const one = (what, where = form) => where.querySelector(what);
  const all = (what, where = form) => [...where.querySelectorAll(what)];
  const editor = () => window.tinymce?.activeEditor;
  const changed = () => form.dispatchEvent(new CustomEvent("doc-changed"));
  const text = (tag, words, name = "") => Object.assign(document.createElement(tag), { textContent: words, className: name });

  /* 同一张表单，换一个“then”发出去，得到 JSON */
  async function step(name, more = {}, keepalive = false) {
    editor()?.save();
    const data = new FormData(form);
    data.delete("new_files");
    if (name !== "word") data.delete("word_file");
    data.set("then", name);
    for (const [key, value] of Object.entries(more)) data.set(key, value);
    const answer = await fetch(location.pathname, {
      method: "POST", body: data, keepalive, credentials: "same-origin",
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.message || (answer.status === 413 ? "文件太大，没有接收。" : "没有办成，请稍后重试。"));
    return told;
  }
  const busy = async (button, act) => {
    button.disabled = true;
    try { await act(); } finally { button.disabled = false; }
  };

  /* 建议：点“采用”填入，可以用键盘 */
  function suggestion(line, told) {
    one("[data-doc-suggest]", line)?.remove();
    const control = one(`[name="${told.field}"]`, line);
    if (!control || plain(control.value) === plain(told.value)) return false;
    const made = text("p", "", "doc-suggest");
    made.dataset.docSuggest = "";
    const button = text("button", "采用", "act act-small");
    button.type = "button";
    button.setAttribute("aria-label", `采用：${told.shown}（${told.place}）`);
    button.addEventListener("click", () => {
      control.value = told.value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.focus();
      made.remove();
    });
    made.append(button, " ", text("strong", told.shown), " ", text("span", told.excerpt ? `${told.place}：“${told.excerpt}”` : told.place, "quiet"));
    line.append(made);
    return true;
  }
  const plain = (words) => words.split(/\s+/).filter(Boolean).join("\n");
  for (const old of all("[data-doc-suggest]")) {
    const line = old.closest("[data-doc-line]");
    const [, field, value] = /^([^=]+)=([\s\S]*)$/.exec(one("input", old).value);
    const found = /^(.*?)：“([\s\S]*)”$/.exec(one(".quiet", old).textContent) || ["", one(".quiet", old).textContent, ""];
    suggestion(line, { field, value, shown: one("strong", old).textContent, place: found[1], excerpt: found[2] });
  }
  function show(suggestions) {
    for (const old of all("[data-doc-suggest]")) old.remove();
    const shown = suggestions.filter((told) => { const line = one(`[data-doc-line="${told.field}"]`); return line && suggestion(line, told); }).length;
    one("[data-doc-read-said]").textContent = shown ? `从正文里读到${shown}项，列在各栏下面，采用后才会填入。` : "正文里没有读到与各栏不同的内容。";
  }
  one("[data-doc-read] button").addEventListener("click", (event) => {
    event.preventDefault();
    busy(event.target, async () => {
      try { show((await step("suggest")).suggestions); } catch (error) { one("[data-doc-read-said]").textContent = error.message; }
    });
  });

  /* 导入 Word */
  const word = one("[data-doc-word]");
  const said = one("[data-doc-word-said]", word);
  const tell = (sentences, wrong = false) => {
    said.className = wrong ? "field-error" : "field-help";
    said.replaceChildren(...sentences.map((sentence) => text("span", sentence, "doc-said-line")));
  };
  one("button", word).addEventListener("click", (event) => {
    event.preventDefault();
    const picker = one("input[type=file]", word);
    if (!picker.files.length) { tell(["请先选择一份 Word 文件。"], true); picker.focus(); return; }
    tell(["正在读取文件……"]);
    busy(event.target, async () => {
      try {
        const told = await step("word");
        const area = one("[data-doc-editor] textarea");
        const now = editor() ? editor().getContent() : area.value;
        const behind = one("[data-doc-word-how]", word).value === "behind" && now.trim();
        const body = behind ? `${now}\n${told.body}` : told.body;
        if (editor()) editor().undoManager.transact(() => editor().setContent(body)); else area.value = body;
        changed();
        show(told.suggestions);
        tell(["已导入，还没有保存：请核对正文，确认旁边的信息后保存。要还原，在正文里按 Ctrl+Z。", ...told.notes]);
        picker.value = "";
      } catch (error) { tell([error.message], true); }
    });
  });

  /* 关联文稿 */
  const related = one("[data-doc-related]");
  const rows = one("[data-doc-related-rows]", related);
  const found = one("[data-doc-related-found]", related);
  const words = one("[name=related_words]", related);
  const heard = one("[data-doc-related-said]", related);
  const drop = (row) => {
    const button = text("button", "去掉", "act act-small");
    button.type = "button";
    button.addEventListener("click", () => { heard.textContent = "已去掉，保存后生效。"; row.remove(); changed(); words.focus(); });
    one("[data-doc-plain]", row)?.remove();
    row.append(button);
  };
  for (const row of all("[data-doc-related-row]", rows)) drop(row);
  found.replaceChildren();
  async function find() {
    try {
      const told = await step("find");
      found.replaceChildren(...told.found.map(hit));
      heard.textContent = told.found.length ? `找到${told.found.length}份。` : "";
      if (!told.found.length) found.append(text("li", words.value.trim() ? "没有找到，请换一个词。只能找到已公开的和本单位的文稿。" : "请写标题、文号、索引号或者网址。", "quiet"));
    } catch (error) { found.replaceChildren(text("li", error.message, "field-error")); }
  }
  function hit(told) {
    const line = document.createElement("li");
    const title = text("span", `${told.title} `, "doc-related-title");
    title.append(text("span", told.facts, "quiet"));
    const button = text("button", "加入", "act act-small");
    button.type = "button";
    button.setAttribute("aria-label", `加入《${told.title}》`);
    button.addEventListener("click", () => {
      if (!one(`[name=related_id][value="${told.id}"]`, rows)) {
        const row = one("[data-doc-related-new]", related).content.firstElementChild.cloneNode(true);
        one("[name=related_id]", row).value = told.id;
        one("[name=related_id]", row).setAttribute("value", told.id);
        one("[name=related_kind]", row).value = "related";
        one(".doc-related-title", row).append(...title.cloneNode(true).childNodes);
        rows.append(row);
        drop(row);
        one("select", row).focus();
      }
      line.remove();
      changed();
    });
    line.append(title, button);
    return line;
  }
  const asks = one("button", words.parentElement);
  asks.addEventListener("click", (event) => { event.preventDefault(); busy(asks, find); });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); busy(asks, find); } });

  /* 类目：输入几个字，只留相配的 */
  const heading = one("select[name=heading]");
  if (heading) {
    const whole = heading.cloneNode(true);
    const sieve = Object.assign(document.createElement("input"), { type: "search", placeholder: "输入几个字筛选类目", autocomplete: "off" });
    sieve.className = "doc-sieve";
    sieve.setAttribute("aria-label", "筛选目录类目");
    heading.before(sieve);
    sieve.addEventListener("input", (event) => {
      event.stopPropagation();
      const asked = sieve.value.trim();
      const chosen = heading.value;
      const fresh = whole.cloneNode(true);
      for (const option of all("option", fresh)) if (asked && option.value !== chosen && !option.textContent.includes(asked)) option.remove();
      for (const group of all("optgroup", fresh)) if (!group.children.length) group.remove();
      heading.replaceChildren(...fresh.childNodes);
      heading.value = chosen;
      heading.size = asked ? Math.min(8, Math.max(2, all("option", heading).length + all("optgroup", heading).length)) : 0;
    });
    sieve.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); const first = all("option", heading).find((option) => option.value && option.value !== heading.value); if (first) heading.value = first.value; heading.dispatchEvent(new Event("input", { bubbles: true })); }
      if (event.key === "ArrowDown") { event.preventDefault(); heading.focus(); }
    });
    heading.addEventListener("change", () => { if (sieve.value) { sieve.value = ""; const chosen = heading.value; heading.replaceChildren(...whole.cloneNode(true).childNodes); heading.value = chosen; heading.size = 0; } });
  }

  /* 自动保留：写了没有保存的，隔一会儿留在自己名下，关了窗口也不丢 */
  const state = one("[data-doc-state]");
  let waiting = 0;
  let typedSince = false;
  async function keep(keepalive = false) {
    if (!typedSince || form.dataset.sent) return;
    typedSince = false;
    try {
      const told = await step("keep", {}, keepalive);
      if (state && !typedSince) state.textContent = `有修改没有保存，${told.kept}已自动保留`;
    } catch (error) { typedSince = true; if (state) state.textContent = `有修改没有保存，自动保留没有成功：${error.message}`; }
  }
  const later = () => { typedSince = true; if (!waiting) waiting = setTimeout(() => { waiting = 0; keep(); }, 15000); };
  form.addEventListener("input", later);
  form.addEventListener("doc-changed", later);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  window.addEventListener("pagehide", () => keep(true));

  /* 预览：先保留，再在另一个窗口打开 */
  one("[data-doc-preview]").addEventListener("click", async (event) => {
    event.preventDefault();
    const there = window.open("", "gongkai-preview");
    try { const told = await step("preview"); if (there) there.location = told.url; else location.href = told.url; } catch (error) { there?.close(); if (state) state.textContent = error.message; }
  });
})();
