/* 年度报告的表格：方向键和回车移动，从 Excel 粘贴，随填随核对，当前格的来历和问题写在下方。没有脚本时照样可以填写和保存。 */
(() => {
  "use strict";
  const grid = document.querySelector("[data-rep-grid]");
  if (!grid) return;
  const inputs = [...grid.querySelectorAll("input[data-n]")];
  const byNumber = new Map(inputs.map((input) => [Number(input.dataset.n), input]));
  const cellOf = (n) => byNumber.get(n < 0 ? -1 - n : n);

  /* 每张表的格子按行排列 */
  const places = new Map();
  const tables = [...grid.querySelectorAll(".rep-table")].map((table) => {
    const rows = [...table.rows].map((row) => [...row.querySelectorAll("input[data-n]")]).filter((row) => row.length);
    rows.forEach((row, r) => row.forEach((input, c) => places.set(input, { rows, r, c })));
    return rows;
  });

  function focus(input) {
    input.focus({ preventScroll: true });
    input.select();
    seen(input);
    return true;
  }

  /* 表头、首列和底栏不遮住当前格 */
  function seen(input) {
    const frame = input.closest(".rep-frame"), cell = input.closest("td");
    const head = frame.querySelector("thead")?.offsetHeight ?? 0;
    const box = cell.getBoundingClientRect(), room = frame.getBoundingClientRect();
    const over = box.top - room.top - head, under = box.bottom - room.bottom;
    if (over < 0) frame.scrollTop += over; else if (under > 0) frame.scrollTop += under;
    const stub = frame.querySelector("tbody th.stub")?.getBoundingClientRect();
    const left = box.left - (stub && getComputedStyle(frame.querySelector("tbody th.stub")).position === "sticky" ? stub.right : room.left), right = box.right - room.right;
    if (left < 0) frame.scrollLeft += left; else if (right > 0) frame.scrollLeft += right;
    const bar = grid.closest("form").querySelector(".rep-bar").getBoundingClientRect().top, original = grid.querySelector(".rep-original:not([hidden])");
    const top = original ? original.offsetHeight + 8 : 8, now = cell.getBoundingClientRect().bottom - bar, up = frame.getBoundingClientRect().top - top;
    if (now > 0) scrollBy(0, Math.min(now + 8, Math.max(up, 0) || now + 8)); else if (up < 0) scrollBy(0, up);
  }

  function go(input, down, right) {
    const { rows, r, c } = places.get(input);
    let row = r + down, column = c + right;
    if (column < 0) { row -= 1; column = (rows[row] || []).length - 1; }
    if (rows[row] && column >= rows[row].length && right) { row += 1; column = 0; }
    if (!rows[row]) {
      const next = tables[tables.indexOf(rows) + (down + right > 0 ? 1 : -1)];
      if (!next) return false;
      row = down + right > 0 ? 0 : next.length - 1;
      return focus(next[row][Math.min(Math.max(column, 0), next[row].length - 1)]);
    }
    return focus(rows[row][Math.min(column, rows[row].length - 1)]);
  }

  /* 像人打字一样写入：可以撤销，离开前会提醒 */
  function write(input, text) {
    if (input.value === text) return;
    input.focus({ preventScroll: true });
    input.select();
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const before = new WeakMap();
  grid.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!places.has(input) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const atStart = input.selectionEnd === 0, atEnd = input.selectionStart === input.value.length;
    const moved = {
      ArrowUp: () => go(input, -1, 0),
      ArrowDown: () => go(input, 1, 0),
      Enter: () => go(input, event.shiftKey ? -1 : 1, 0) || true,
      ArrowLeft: () => (all || atStart) && go(input, 0, -1),
      ArrowRight: () => (all || atEnd) && go(input, 0, 1),
      Escape: () => { write(input, before.get(input) ?? ""); input.select(); return true; },
      "=": () => { const sum = sums.get(input); if (sum !== undefined) write(input, shown(sum)); return true; },
    }[event.key]?.();
    if (moved) event.preventDefault();
  });

  /* 从 Excel 粘贴一片：只收数字，写明没有收下的 */
  grid.addEventListener("paste", (event) => {
    const input = event.target;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r/g, "").replace(/\n$/, "");
    if (!places.has(input) || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const lines = text.split("\n").map((line) => line.split("\t").map((value) => value.trim()));
    const odd = lines.flat().find((value) => !/^(-?[\d,，]+(\.\d+)?|[-—/]*|空|无数据)$/.test(value.normalize("NFKC").replace(/\s/g, "")));
    if (odd !== undefined) return tell(`没有粘贴：复制的内容里有“${odd.slice(0, 20)}”，请只复制数字的部分。`);
    const { rows, r, c } = places.get(input);
    let written = 0, left = 0;
    lines.forEach((line, down) => line.forEach((value, right) => {
      const target = rows[r + down]?.[c + right];
      if (target) { write(target, value); written += 1; } else left += 1;
    }));
    focus(input);
    check();
    tell(`粘贴了${written}格。${left ? `另有${left}格超出这张表，没有收下。` : ""}`);
  });

  /* 随填随核对：空格不当零，缺数的等式不判 */
  const rules = JSON.parse(grid.dataset.rules || "[]");
  const live = grid.querySelector("[data-rep-live]"), list = grid.querySelector("[data-rep-list]"), count = grid.querySelector("[data-rep-count]");
  const here = document.querySelector("[data-rep-here]");
  const sums = new Map(), sentences = new Map();
  const shown = (value) => String(Math.round(value * 1e6) / 1e6);
  function tell(words) { here.querySelector("[data-rep-told]").textContent = words; }
  function number(input) {
    const text = (input?.value ?? "").normalize("NFKC").replace(/[,\s]/g, "");
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  }
  function sum(side) {
    let total = 0;
    for (const n of side) {
      const value = number(cellOf(n));
      if (value === null) return null;
      total += n < 0 ? -value : value;
    }
    return Math.round(total * 1e6) / 1e6;
  }

  function check() {
    const broken = [];
    let judged = 0;
    sums.clear();
    sentences.clear();
    for (const [kind, words, left, right] of rules) {
      const one = sum(left), other = sum(right);
      if (kind === "equal" && left.length === 1 && left[0] >= 0 && other !== null && !sums.has(cellOf(left[0]))) sums.set(cellOf(left[0]), other);
      if (one === null || other === null) continue;
      judged += 1;
      if (kind === "equal" ? one === other : kind === "at_most" ? one <= other : one >= other) continue;
      const pair = left.length > 1 ? `左边${shown(one)}，右边${shown(other)}` : `填的是${shown(one)}，${right.length > 1 ? "各项合计" : "另一格是"}${shown(other)}`;
      const said = `${words}：${pair}，相差${shown(Math.abs(one - other))}。`;
      broken.push([said, cellOf(left[0])]);
      for (const n of left) sentences.set(cellOf(n), [...(sentences.get(cellOf(n)) ?? []), said]);
    }
    for (const input of inputs) mark(input);
    live.hidden = false;
    count.textContent = broken.length ? `有${broken.length}处对不上：` : judged ? `能核对的${judged}处都对得上。` : "还没有可以核对的数字。";
    if (judged < rules.length) count.textContent += `${broken.length ? "另" : ""}有${rules.length - judged}处缺数，不能核对。`;
    list.replaceChildren(...broken.slice(0, 20).map(([said, target]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `#${target.closest("td").id}`;
      link.textContent = "到这一格";
      link.addEventListener("click", (event) => { event.preventDefault(); focus(target); });
      item.append(said, link);
      return item;
    }));
    tellHere();
  }

  /* 一格：红角；应有的合计；没有读到的，填了就不再标 */
  function mark(input) {
    const cell = input.closest("td"), sum = sums.get(input), value = number(input);
    cell.classList.toggle("broken", sentences.has(input));
    if (sentences.has(input)) { input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-describedby", "rep-here"); }
    else if (!cell.classList.contains("wrong")) { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); }
    const wanted = sum === undefined || value === sum ? "" : shown(sum);
    let told = cell.querySelector(".rep-sum");
    if (!told && wanted) { told = document.createElement("small"); told.className = "rep-sum"; told.setAttribute("aria-hidden", "true"); cell.append(told); }
    if (told) told.textContent = wanted && `合计${wanted}`;
    if (cell.dataset.asked) cell.classList.toggle(cell.dataset.asked, !settled(input));
  }

  /* 须对照原件的格 */
  const ticks = new Map([...grid.querySelectorAll("input[name^='confirm-']")].map((tick) => [tick.name.slice(8), tick]));
  const first = new Map(inputs.map((input) => [input, input.value]));
  for (const input of inputs) {
    const asked = ["state-unread", "state-doubtful"].find((name) => input.closest("td").classList.contains(name));
    if (asked) input.closest("td").dataset.asked = asked;
  }
  const settled = (input) => ticks.get(input.name.slice(5))?.checked || (input.value !== first.get(input) && input.value.trim() !== "");
  function progress() {
    for (const row of grid.querySelectorAll("[data-rep-question]")) {
      const keys = [...row.querySelectorAll("input[name^='confirm-']")].map((tick) => document.getElementById(`at-${tick.name.slice(8)}`).querySelector("input"));
      row.classList.toggle("rep-done", keys.every(settled));
    }
    const asked = inputs.filter((input) => input.closest("td").dataset.asked), left = asked.filter((input) => !settled(input)).length;
    const told = grid.querySelector("[data-rep-left]");
    if (told) told.textContent = left ? `${asked.length}格须对照原件，还有${left}格` : `${asked.length}格须对照原件，都已处理`;
  }
  for (const button of grid.querySelectorAll("[data-rep-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const own = [...button.closest("[data-rep-question]").querySelectorAll("input[type=checkbox]")], on = own.some((tick) => !tick.checked);
      for (const tick of own) if (tick.checked !== on) tick.click();
    });
  }
  grid.addEventListener("change", (event) => { if (event.target.name?.startsWith("confirm-")) { check(); progress(); } });

  /* 当前格 */
  let current = null, fresh = null, keyed = false;
  document.addEventListener("keydown", () => { keyed = true; }, true);
  document.addEventListener("pointerdown", () => { keyed = false; }, true);
  function tellHere() {
    if (!current) return;
    const part = (name) => here.querySelector(`[data-here-${name}]`);
    const { last, about } = current.dataset;
    here.hidden = false;
    part("name").textContent = current.dataset.says;
    part("last").textContent = last ? `上年 ${last}` : "";
    part("sum").textContent = sums.get(current) === undefined ? "" : `各项合计 ${shown(sums.get(current))}${number(current) === sums.get(current) ? "" : "（按 = 填入）"}`;
    part("about").textContent = about ?? "";
    part("rules").replaceChildren(...(sentences.get(current) ?? []).map((said) => Object.assign(document.createElement("li"), { textContent: said })));
  }
  grid.addEventListener("focusin", (event) => {
    if (!places.has(event.target) || current === event.target) return;
    current = event.target;
    fresh = current;
    if (keyed) seen(current);
    before.set(current, current.value);
    tell("");
    tellHere();
    grid.dispatchEvent(new CustomEvent("rep:at", { detail: current }));
  });

  /* 点一下选中整格，再点一下才在数字中间改 */
  grid.addEventListener("click", (event) => { if (event.target === fresh) fresh.select(); fresh = null; });

  let waiting = 0;
  grid.addEventListener("input", (event) => {
    if (!places.has(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { check(); progress(); }, 120);
  });
  for (const link of grid.querySelectorAll(".rep-aside a[href^='#at-']")) {
    link.addEventListener("click", (event) => {
      const input = document.getElementById(link.hash.slice(1))?.querySelector("input");
      if (input) { event.preventDefault(); input.closest(".rep-frame").scrollIntoView({ block: "nearest" }); focus(input); }
    });
  }
  check();
  progress();
})();
