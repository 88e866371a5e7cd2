"use strict";
// Only comfort: without this script every page works the same.
(() => {
  const root = document.documentElement;
  const kept = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button.theme");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        try { localStorage.setItem("theme", root.dataset.theme); } catch { /* it lasts for this page */ }
      });
    }
    // forms with data-bare leave empty fields out of the address
    for (const form of document.querySelectorAll("form.search, form[data-bare]")) {
      form.addEventListener("formdata", event => {
        for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
      });
    }
  });

  document.addEventListener("keydown", event => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("header input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") for (const one of document.querySelectorAll("details.evidence[open]")) one.open = false;
  });
  // one evidence mark is open at a time; a click elsewhere closes it
  document.addEventListener("click", event => {
    for (const one of document.querySelectorAll("details.evidence[open]")) if (!one.contains(event.target)) one.open = false;
  });
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.printed:not([open])")) { one.open = true; opened.push(one); }
  });
  addEventListener("afterprint", () => { for (const one of opened.splice(0)) one.open = false; });
})();
