// 核验没有完成时自动继续：每次读一段，页面显示进度。没有脚本时按“继续核验”。
(() => {
  const form = document.querySelector('[data-trail-continue]');
  if (!form) return;
  const go = form.querySelector('button[value="continue"]');
  window.setTimeout(() => form.requestSubmit(go), 150);
})();
