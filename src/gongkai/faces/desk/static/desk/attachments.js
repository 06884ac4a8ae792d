/* 附件：拖放或者选择多个文件，逐个上传并显示进度；上移、下移、改名、去掉。没有脚本时随表单上传。 */
(() => {
  "use strict";
  const box = document.querySelector("[data-doc-attachments]");
  if (!box) return;
  const list = box.querySelector("[data-doc-rows]");
  const blank = box.querySelector("[data-doc-new]");
  const said = box.querySelector("[data-doc-said]");
  const drop = box.querySelector("[data-doc-drop]");
  const picker = box.querySelector("input[type=file]");
  const most = Number(box.dataset.most);
  const mostBytes = Number(box.dataset.mostBytes);
  const form = box.closest("form");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let waiting = [];
  let running = 0;

  const rows = () => [...list.querySelectorAll("[data-doc-row]")];
  const changed = () => { number(); form.dispatchEvent(new CustomEvent("doc-changed")); };
  function number() {
    rows().forEach((row, index) => {
      row.querySelector("[name=position]").value = index + 1;
      row.querySelector("[data-up]").disabled = index === 0;
      row.querySelector("[data-down]").disabled = index === rows().length - 1;
    });
  }
  function button(text, label, name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "act act-small";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.setAttribute(`data-${name}`, "");
    made.addEventListener("click", act);
    return made;
  }
  function dress(row) {
    const name = row.querySelector("[name=name]");
    const acts = document.createElement("span");
    acts.className = "doc-row-acts";
    acts.append(
      button("上移", "上移", "up", () => { row.previousElementSibling?.before(row); changed(); row.querySelector("[data-up]").focus(); }),
      button("下移", "下移", "down", () => { row.nextElementSibling?.after(row); changed(); row.querySelector("[data-down]").focus(); }),
      button("去掉", "去掉这个附件", "away", () => {
        row.docSending?.abort();
        const next = row.nextElementSibling || row.previousElementSibling;
        said.textContent = row.docSending ? `已取消上传“${name.value}”。` : `已去掉附件“${name.value}”，保存后生效。`;
        row.remove();
        changed();
        (next?.querySelector("[name=name]") || picker).focus();
      }),
    );
    row.append(acts);
  }
  for (const plain of box.querySelectorAll("[data-doc-plain]")) {
    const position = plain.querySelector("[name=position]");
    if (position) { position.type = "hidden"; plain.replaceWith(position); } else plain.remove();
  }
  rows().forEach(dress);
  number();

  /* 没有接收的文件：把原因写在文件名旁边 */
  function refuse(row, sentence) {
    row.classList.add("doc-row-refused");
    row.querySelector("progress")?.remove();
    for (const control of row.querySelectorAll("[name]")) control.removeAttribute("name");
    const facts = row.querySelector(".doc-row-facts");
    facts.className = "doc-row-facts field-error";
    facts.setAttribute("role", "alert");
    facts.textContent = sentence;
    row.removeAttribute("data-doc-row");
    const away = button("知道了", "关闭这条提示", "away", () => row.remove());
    row.querySelector(".doc-row-acts")?.remove();
    row.append(away);
    number();
  }
  /* 放不下的文件不逐个占一行：说明有几个、是哪些 */
  function beyond(files) {
    const row = blank.content.firstElementChild.cloneNode(true);
    list.append(row);
    row.querySelector("[name=name]").remove();
    refuse(row, `附件最多${most}个，有${files.length}个没有上传。可以把相关的内容合并成一个文件，或者先去掉不要的附件再添加。`);
    const names = document.createElement("details");
    names.append(Object.assign(document.createElement("summary"), { textContent: "没有上传的文件" }), Object.assign(document.createElement("p"), { textContent: files.map((file) => file.name).join("；") }));
    row.querySelector(".doc-row-facts").append(names);
  }
  function add(files) {
    const room = Math.max(0, most - rows().length);
    for (const file of files.slice(0, room)) {
      const row = blank.content.firstElementChild.cloneNode(true);
      const name = row.querySelector("[name=name]");
      name.value = file.name;
      list.append(row);
      if (!file.size) { refuse(row, `“${file.name}”是空文件或者文件夹，没有上传。`); continue; }
      if (file.size > mostBytes) { refuse(row, `“${file.name}”有${Math.ceil(file.size / 1048576)} MB，最多${Math.floor(mostBytes / 1048576)} MB，没有上传。`); continue; }
      name.readOnly = true;
      dress(row);
      row.querySelector("[data-away]").textContent = "取消";
      row.querySelector(".doc-row-facts").textContent = "等待上传";
      number();
      waiting.push([file, row]);
    }
    if (files.length > room) beyond(files.slice(room));
    picker.value = "";
    next();
  }
  function next() {
    while (running < 2 && waiting.length) {
      const [file, row] = waiting.shift();
      if (!row.isConnected) continue;
      running += 1;
      send(file, row);
    }
    form.toggleAttribute("data-doc-uploading", running > 0);
  }
  function send(file, row) {
    const bar = row.querySelector("progress");
    const facts = row.querySelector(".doc-row-facts");
    const data = new FormData();
    data.append("file", file);
    bar.hidden = false;
    bar.setAttribute("aria-label", `${file.name}上传进度`);
    const request = new XMLHttpRequest();
    row.docSending = request;
    request.open("POST", box.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((event.loaded / event.total) * 100);
      facts.textContent = event.loaded < event.total ? `正在上传 ${bar.value}%` : "正在检查内容";
    });
    request.addEventListener("loadend", () => {
      running -= 1;
      delete row.docSending;
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { told = {}; }
      if (row.isConnected) {
        if (request.status === 200 && told.ticket) {
          row.querySelector("[name=file]").value = told.ticket;
          const name = row.querySelector("[name=name]");
          name.value = told.name;
          name.readOnly = false;
          facts.textContent = told.facts;
          row.querySelector("[data-away]").textContent = "去掉";
          bar.remove();
          said.textContent = `“${told.name}”已上传，保存后生效。`;
          changed();
        } else if (request.status === 0) refuse(row, `“${file.name}”没有传完：网络中断，请重新选择。`);
        else if (request.status === 413) refuse(row, `“${file.name}”太大，没有上传。`);
        else refuse(row, told.message || `“${file.name}”没有上传成功，请稍后重试。`);
      }
      next();
    });
    request.send(data);
  }
  picker.addEventListener("change", () => add([...picker.files]));
  let inside = 0;
  box.addEventListener("dragenter", (event) => { event.preventDefault(); inside += 1; drop.classList.add("doc-over"); });
  box.addEventListener("dragleave", () => { inside -= 1; if (inside <= 0) drop.classList.remove("doc-over"); });
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    drop.classList.remove("doc-over");
    add([...event.dataTransfer.files]);
  });
  box.addEventListener("input", changed);
  drop.classList.add("doc-drop-live");
  drop.querySelector("label").classList.add("act", "act-small");
  drop.querySelector("label").textContent = "选择文件";
  picker.classList.add("said");
  drop.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: "也可以把文件拖到这里，一次可以多个。" }));
  form.addEventListener("submit", (event) => {
    if (!running && !waiting.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    said.textContent = "附件还在上传，请等上传完成后再保存。";
    said.classList.remove("said");
    said.classList.add("field-error");
  }, true);
})();
