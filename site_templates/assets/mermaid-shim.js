/* Stands in for mermaid until the first diagram: a page without one loads nothing of it.
   Material asks for a global `mermaid` and would fetch it from a foreign host if there were none. */
(() => {
  const file = new URL("vendor/mermaid/mermaid.min.js", document.currentScript.src);
  /* Diagrams are written by strangers: what they draw runs nothing and asks no other host. */
  const SAFE = {
    securityLevel: "strict",
    suppressErrorRendering: true,
    secure: ["secure", "securityLevel", "startOnLoad", "suppressErrorRendering", "maxTextSize", "maxEdges",
      "dompurifyConfig", "themeCSS", "fontFamily", "altFontFamily"],
    dompurifyConfig: {
      FORBID_TAGS: ["style", "link", "img", "image", "picture", "source", "video", "audio", "track", "input",
        "iframe", "object", "embed", "form", "svg", "math"],
      FORBID_ATTR: ["style", "background"],
    },
  };
  const ABROAD = /[/\\]\s*[/\\]/;
  const FETCHES = /\bimg["']?\s*:|@import|\burl\s*\(|image-set|\\[0-9a-f]/i;
  let options = {};
  let loading;

  const load = () => {
    loading ??= new Promise((resolve, reject) => {
      const shim = window.mermaid;
      const script = document.createElement("script");
      script.src = file;
      script.onload = () => {
        const real = window.mermaid;
        window.mermaid = shim;
        real.initialize(options);
        resolve(real);
      };
      script.onerror = () => reject(new Error("mermaid.min.js is not part of this site"));
      document.head.append(script);
    });
    return loading;
  };

  /* What an author wrote wrong is read as they wrote it. */
  const asWritten = (text) => {
    const source = document.createElement("pre");
    source.textContent = text;
    source.style.overflow = "auto";
    return `<p>This diagram cannot be drawn.</p>${source.outerHTML}`;
  };

  window.mermaid = {
    initialize(given) {
      options = { startOnLoad: false, ...given, ...SAFE };
    },
    async render(id, text, container) {
      const real = await load();
      try {
        if (ABROAD.test(text) && FETCHES.test(text)) throw new Error("it names another host");
        return await real.render(id, text, container);
      } catch {
        return { svg: asWritten(text) };
      }
    },
  };
})();
