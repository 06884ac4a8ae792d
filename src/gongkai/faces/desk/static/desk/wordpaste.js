/* 从 Word、WPS 粘贴：标题、表格、编号留下，字体、颜色、批注和隐藏内容去掉。
   编号按原样写成文字（公文的“一、（一）1.”是正文的一部分），只有圆点等项目符号变成列表。
   没有用标题样式、只是加粗或者用黑体、楷体写的“一、”“（一）”短行也是标题，与导入 Word 文件一致。 */
(() => {
  "use strict";
  const BULLET = /^[\u00b7\u2022\u25cf\u25cb\u25a0\u25a1\u25c6\u2013\uf0a7\uf0b7\uf0d8\uf06c\uf06e§oØü¨·●○■□◆◇▪▶►-]$/u;
  const HEADING = /(?:mso-outline-level:\s*|\bMsoHeading|^heading\s*|标题\s*)([1-9])/i;

  const isWord = (html) => /\bmso-|class="?Mso|urn:schemas-microsoft-com:office|<w:|WPS/i.test(html);

  /* 批注、修订中删除的文字、隐藏文字不粘贴 */
  function dropHidden(body) {
    for (const node of [...body.querySelectorAll("script, style, meta, link, title, xml, del, .msoDel")]) node.remove();
    for (const node of [...body.querySelectorAll("[style], [class]")]) {
      const style = (node.getAttribute("style") || "").replace(/\s+/g, "").toLowerCase();
      const named = node.getAttribute("class") || "";
      if (/mso-hide:all|display:none|mso-element:comment|mso-comment-/.test(style) || /MsoComment/i.test(named)) node.remove();
    }
    for (const node of [...body.getElementsByTagName("*")]) {
      if (!node.tagName.includes(":")) continue;
      if (/^(o|w|v|m):/i.test(node.tagName)) node.replaceWith(...node.childNodes);
    }
  }
  /* Word 把编号放在 mso-list:Ignore 的片段里 */
  function marker(paragraph) {
    const ignored = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("style") || ""));
    if (!ignored) return "";
    const text = ignored.textContent.replace(/[\s\u00a0]+/g, "");
    ignored.remove();
    return text;
  }
  /* 编号后面的空当：与导入 Word 文件一致 */
  const gapAfter = (sign) => (/^第.{1,12}[编章节条款篇项]$/.test(sign) ? "\u3000" : /[.．)]$/.test(sign) ? " " : "");
  function lists(body) {
    for (const paragraph of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
      const style = paragraph.getAttribute("style") || "";
      if (!/mso-list:(?!\s*(none|skip))/i.test(style) && !/MsoListParagraph/i.test(paragraph.className)) continue;
      const sign = marker(paragraph);
      if (!sign) continue;
      if (!BULLET.test(sign)) {
        paragraph.prepend(document.createTextNode(sign + gapAfter(sign)));
        continue;
      }
      const before = paragraph.previousElementSibling;
      const list = before?.dataset.pasted ? before : document.createElement("ul");
      if (list !== before) { list.dataset.pasted = "1"; paragraph.before(list); }
      const item = document.createElement("li");
      item.dataset.level = (/level(\d)/i.exec(style) || [])[1] || "1";
      item.append(...paragraph.childNodes);
      list.append(item);
      paragraph.remove();
    }
    for (const list of body.querySelectorAll("[data-pasted]")) nest(list);
  }
  /* 项目符号的级别变成列表里的列表 */
  function nest(list) {
    const open = [[list, 0]];
    for (const item of [...list.children]) {
      const level = Number(item.dataset.level);
      while (open.length > 1 && open.at(-1)[1] >= level) open.pop();
      const [holder, above] = open.at(-1);
      if (above && above < level) {
        let inner = holder.lastElementChild?.tagName === "UL" ? holder.lastElementChild : null;
        if (!inner) { inner = document.createElement("ul"); holder.append(inner); }
        inner.append(item);
      } else list.append(item);
      open.push([item, level]);
    }
  }
  /* 脚注的标记不再是链接；脚注的文字留在最后 */
  function notes(body) {
    for (const link of [...body.querySelectorAll("a[href*='#_ftn'], a[href*='#_edn']")]) link.replaceWith(...link.childNodes);
  }
  const NUMBERED = [/^(?:[一二三四五六七八九十百]{1,4}、|第[一二三四五六七八九十百]{1,4}[章编])/, /^[（(][一二三四五六七八九十]{1,3}[)）]/, /^\d{1,2}[.．、](?!\d)/];
  function fakeHeadings(body) {
    for (const paragraph of [...body.querySelectorAll("p")]) {
      const text = paragraph.textContent.replace(/[\s\u00a0]+/g, " ").trim();
      if (!text || text.length > 50 || /[。；;：:，,！!？?]$/.test(text) || paragraph.closest("td, th, li")) continue;
      const level = NUMBERED.findIndex((pattern) => pattern.test(text));
      if (level >= 0 && setApart(paragraph)) rename(paragraph, `h${level + 2}`);
    }
  }
  function setApart(paragraph) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (/^[\s\u00a0一二三四五六七八九十百、（）()\d.．]*$/.test(node.data)) continue;
      let holder = node.parentElement;
      while (holder !== paragraph.parentElement && !/^(B|STRONG)$/.test(holder.tagName) && !/font-weight:\s*(bold|[6-9]00)|黑体|楷体|SimHei|KaiTi/i.test(holder.getAttribute("style") || "")) holder = holder.parentElement;
      if (holder === paragraph.parentElement) return false;
    }
    return true;
  }
  function headings(body) {
    for (const paragraph of [...body.querySelectorAll("p")]) {
      const found = HEADING.exec(paragraph.getAttribute("style") || "") || HEADING.exec(paragraph.className);
      if (!found || !paragraph.textContent.trim()) continue;
      rename(paragraph, `h${Math.min(Number(found[1]) + 1, 5)}`);
    }
    for (const first of [...body.querySelectorAll("h1")]) rename(first, "h2");
  }
  function rename(node, tag) {
    const made = document.createElement(tag);
    for (const name of ["style", "align"]) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
    made.append(...node.childNodes);
    node.replaceWith(made);
    return made;
  }
  /* 居中、居右记成类名；其他样式都去掉 */
  function plain(body) {
    for (const node of [...body.querySelectorAll("*")]) {
      const style = node.getAttribute("style") || "";
      const align = (/text-align:\s*(center|right|justify)/i.exec(style) || [])[1] || node.getAttribute("align") || "";
      const bold = /font-weight:\s*(bold|[6-9]00)/i.test(style) && node.tagName === "SPAN";
      for (const { name } of [...node.attributes]) if (!["href", "colspan", "rowspan", "src", "alt", "start", "scope"].includes(name)) node.removeAttribute(name);
      if (/^(P|H[2-5]|TD|TH|LI)$/.test(node.tagName) && /^(center|right)$/i.test(align)) node.className = `align-${align.toLowerCase()}`;
      if (bold) rename(node, "strong").removeAttribute("style");
    }
    for (const node of [...body.querySelectorAll(":is(h2, h3, h4, h5) :is(b, strong)")]) node.replaceWith(...node.childNodes);
    for (const node of [...body.querySelectorAll("span, font, div, center, ins")]) node.replaceWith(...node.childNodes);
    for (const node of [...body.querySelectorAll("a:not([href])")]) node.replaceWith(...node.childNodes);
    const lost = [...body.querySelectorAll("img")].filter((image) => !/^data:image\//.test(image.getAttribute("src") || ""));
    for (const image of lost) image.remove();
    for (const paragraph of [...body.querySelectorAll("p")]) if (!paragraph.textContent.replace(/[\s\u00a0]/g, "") && !paragraph.querySelector("img, br")) paragraph.remove();
    return lost.length;
  }
  /* 第二个参数听有几张图片没有带过来：剪贴板里只有它们在那台电脑上的地址 */
  window.deskWordPaste = (html, pictures = () => {}) => {
    const parsed = new DOMParser().parseFromString(html.replace(/<!--\[if !supportLists\]-->|<!\[if !supportLists\]>|<!--\[endif\]-->|<!\[endif\]>/g, ""), "text/html");
    const body = parsed.body;
    const word = isWord(html);
    dropHidden(body);
    notes(body);
    if (word) { lists(body); headings(body); fakeHeadings(body); }
    const lost = plain(body);
    if (lost) pictures(lost);
    return body.innerHTML;
  };
})();
