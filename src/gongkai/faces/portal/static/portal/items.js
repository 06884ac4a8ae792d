/* 一条信息与列表的小脚本：引用里写上今天的日期；放得下的表格不占一个停顿；宽屏上展开筛选。没有脚本时页面照样可用。 */
(() => {
  "use strict";
  const today = () => new Date().toLocaleDateString("sv-SE");
  const dated = (text) => text.replace(/(\[EB\/OL\]\. (?:\([\d-]+\))?)\./, `$1[${today()}].`);
  document.querySelectorAll("[data-citation]").forEach((line) => { line.textContent = dated(line.textContent); });
  document.querySelectorAll("[data-copy]").forEach((button) => { button.dataset.copy = dated(button.dataset.copy); });
  document.querySelectorAll(".table-room[tabindex]").forEach((room) => {
    if (room.scrollWidth <= room.clientWidth) room.removeAttribute("tabindex");
  });
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 800px)").matches) {
    document.querySelectorAll("[data-filters]").forEach((filters) => { filters.open = true; });
  }
})();
