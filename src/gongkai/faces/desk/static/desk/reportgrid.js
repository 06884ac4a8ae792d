/* 年度报告的表格：方向键和回车移动，从 Excel 粘贴，随填随核对。没有脚本时照样可以填写和保存。 */
(() => {
  "use strict";
  const grid = document.querySelector("[data-rep-grid]");
  if (!grid) return;
  const inputs = [...grid.querySelectorAll("input[data-n]")];
  const byNumber = new Map(inputs.map((input) => [Number(input.dataset.n), input]));

  /* 每张表的格子按行排列 */
  const places = new Map();
  const tables = [...grid.querySelectorAll("table")].map((table) => {
    const rows = [...table.rows].map((row) => [...row.querySelectorAll("input[data-n]")]).filter((row) => row.length);
    rows.forEach((row, r) => row.forEach((input, c) => places.set(input, { rows, r, c })));
    return rows;
  });

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
  function focus(input) { input.focus(); input.select(); return true; }

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
    }[event.key]?.();
    if (moved) event.preventDefault();
  });

  /* 从 Excel 粘贴一片 */
  grid.addEventListener("paste", (event) => {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!places.has(input) || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const { rows, r, c } = places.get(input);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const target = rows[r + down]?.[c + right];
      if (target) { target.value = value.trim(); target.dispatchEvent(new Event("input", { bubbles: true })); }
    }));
    check();
  });

  /* 随填随核对：空格不当零，缺数的等式不判 */
  const rules = JSON.parse(grid.dataset.rules || "[]");
  const live = grid.querySelector("[data-rep-live]"), list = grid.querySelector("[data-rep-list]"), count = grid.querySelector("[data-rep-count]");
  function number(input) {
    const text = (input?.value ?? "").normalize("NFKC").replace(/[,\s]/g, "");
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  }
  function sum(side) {
    let total = 0;
    for (const n of side) {
      const value = number(byNumber.get(n < 0 ? -1 - n : n));
      if (value === null) return null;
      total += n < 0 ? -value : value;
    }
    return Math.round(total * 1e6) / 1e6;
  }
  function check() {
    for (const input of inputs) input.closest("td").classList.remove("broken");
    const broken = [];
    for (const [kind, words, left, right] of rules) {
      const one = sum(left), other = sum(right);
      if (one === null || other === null) continue;
      if (kind === "equal" ? one === other : kind === "at_most" ? one <= other : one >= other) continue;
      broken.push([words, one, other, left]);
      for (const n of left) byNumber.get(n < 0 ? -1 - n : n)?.closest("td").classList.add("broken");
    }
    live.hidden = false;
    count.textContent = broken.length ? `有${broken.length}处对不上：` : "填写的数字都对得上。";
    list.replaceChildren(...broken.slice(0, 20).map(([words, one, other, left]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      const target = byNumber.get(left[0] < 0 ? -1 - left[0] : left[0]);
      link.href = `#${target.closest("td").id}`;
      link.textContent = "到这一格";
      link.addEventListener("click", (event) => { event.preventDefault(); target.scrollIntoView({ block: "center" }); focus(target); });
      item.append(`${words}：左边${one}，右边${other}，相差${Math.round(Math.abs(one - other) * 1e6) / 1e6}。`, link);
      return item;
    }));
  }
  let waiting = 0;
  grid.addEventListener("input", (event) => {
    if (!places.has(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(check, 150);
  });
  for (const link of grid.querySelectorAll(".rep-aside a[href^='#at-']")) {
    link.addEventListener("click", (event) => {
      const input = document.getElementById(link.hash.slice(1))?.querySelector("input");
      if (input) { event.preventDefault(); input.scrollIntoView({ block: "center" }); focus(input); }
    });
  }
  check();
})();
