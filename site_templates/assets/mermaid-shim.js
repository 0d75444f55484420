/* Stands in for mermaid until the first diagram: a page without one loads nothing of it.
   Material asks for a global `mermaid` and would fetch it from a foreign host if there were none. */
(() => {
  const file = new URL("vendor/mermaid/mermaid.min.js", document.currentScript.src);
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

  window.mermaid = {
    initialize(given) {
      options = { startOnLoad: false, securityLevel: "strict", ...given };
    },
    async render(id, text, container) {
      return (await load()).render(id, text, container);
    },
  };
})();
