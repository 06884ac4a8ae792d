/* 正文编辑：在文本框上装所见即所得的编辑器；未保存时离开先提醒。没有脚本时文本框照样可用。 */
(() => {
  "use strict";
  const hold = document.querySelector("[data-doc-editor]");
  const form = hold?.closest("form");
  if (!hold) return;
  const area = hold.querySelector("textarea");
  const state = form.querySelector("[data-doc-state]");
  let touched = Boolean(document.querySelector(".doc-conflict, .problems, .doc-copy, .note-success [data-doc-imported]"));
  let leaving = false;
  const touch = () => { touched = true; if (state) state.textContent = "有修改没有保存"; };
  form.addEventListener("input", touch);
  form.addEventListener("doc-changed", touch);
  /* 太长的正文不发出去：发出去也存不下，留在这里什么都不丢 */
  const most = Number(hold.dataset.mostBytes);
  form.addEventListener("submit", (event) => {
    window.tinymce?.activeEditor?.save();
    const size = new Blob([area.value]).size;
    hold.parentElement.querySelector("[data-doc-too-long]")?.remove();
    if (size > most) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const said = Object.assign(document.createElement("p"), { className: "field-error", textContent: `正文有${(size / 1048576).toFixed(1)} MB，最多${Math.floor(most / 1048576)} MB，没有保存。请把图片缩小，或者把图片、长表作为附件上传。` });
      said.dataset.docTooLong = "";
      said.setAttribute("role", "alert");
      hold.before(said);
      said.scrollIntoView({ block: "center" });
      return;
    }
    leaving = true;
  }, true);
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (touched && !leaving) event.preventDefault(); });
  if (!window.tinymce) return;

  const align = (name) => ({ selector: "p,h2,h3,h4,h5,td,th,table,li,figure", classes: `align-${name}` });
  window.tinymce.init({
    target: area,
    base_url: hold.dataset.library.replace(/\/$/, ""),
    suffix: ".min",
    language: "zh-Hans",
    language_url: `${hold.dataset.library}langs/zh-Hans.js`,
    content_css: hold.dataset.style,
    body_class: "doc-body",
    plugins: "charmap fullscreen image link lists searchreplace table wordcount",
    toolbar: "undo redo | blocks | bold italic underline | alignleft aligncenter alignright | bullist numlist | table link image charmap | removeformat searchreplace fullscreen",
    toolbar_mode: "wrap",
    menubar: false,
    branding: false,
    promotion: false,
    elementpath: false,
    visual: false,
    contextmenu: false,
    block_formats: "正文=p;一级标题=h2;二级标题=h3;三级标题=h4;四级标题=h5",
    formats: { alignleft: align("left"), aligncenter: align("center"), alignright: align("right"), alignjustify: align("justify") },
    table_toolbar: "tableprops tabledelete | tableinsertrowbefore tableinsertrowafter tabledeleterow | tableinsertcolbefore tableinsertcolafter tabledeletecol | tablemergecells tablesplitcells | tablerowheader tablecaption",
    table_appearance_options: false,
    table_advtab: false,
    table_cell_advtab: false,
    table_row_advtab: false,
    table_style_by_css: false,
    table_sizing_mode: "responsive",
    table_resize_bars: false,
    object_resizing: "img",
    table_default_attributes: {},
    table_default_styles: {},
    invalid_styles: "color font-size font-family background background-color line-height width height border border-collapse margin margin-left text-indent padding padding-left",
    valid_classes: { "*": "align-left align-center align-right align-justify no-indent" },
    image_dimensions: false,
    image_uploadtab: false,
    file_picker_types: "image",
    file_picker_callback: pickImage,
    automatic_uploads: false,
    paste_data_images: true,
    paste_preprocess: (_plugin, pasted) => { pasted.content = window.deskWordPaste ? window.deskWordPaste(pasted.content, lost) : pasted.content; },
    link_default_protocol: "https",
    link_target_list: false,
    relative_urls: false,
    remove_script_host: false,
    entity_encoding: "raw",
    min_height: 420,
    height: Math.max(480, Math.round(window.innerHeight * 0.66)),
    resize: true,
    setup: (editor) => {
      editor.on("change input undo redo", () => form.dispatchEvent(new CustomEvent("doc-changed")));
      editor.addShortcut("meta+s", "保存", () => form.requestSubmit(form.querySelector("[value=stay]")));
      editor.on("init", () => {
        editor.getDoc().documentElement.lang = "zh-Hans";
        hold.classList.add("doc-editor-ready");
        document.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => editor.focus());
      });
    },
  });
  function pickImage(done) {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/png,image/jpeg,image/gif,image/webp" });
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (!file) return;
      if (file.size > 1024 * 1024) { window.tinymce.activeEditor.notificationManager.open({ text: `图片“${file.name}”超过1 MB，请缩小，或者作为附件上传。`, type: "warning" }); return; }
      const reader = new FileReader();
      reader.addEventListener("load", () => done(reader.result, { alt: file.name.replace(/\.[^.]+$/, "") }));
      reader.readAsDataURL(file);
    });
    input.click();
  }
  /* 粘贴时带不过来的图片要说出来，不能悄悄没有了 */
  function lost(pictures) {
    window.tinymce.activeEditor.notificationManager.open({ text: `有${pictures}张图片没有粘贴过来：浏览器读不到 Word 里的图片。请用“导入 Word 文件”，或者逐张插入。`, type: "warning" });
  }
})();
