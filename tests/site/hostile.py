"""An organisation whose every word attacks the page that it will stand on.

`build` makes its portal; a GitHub and a Prometheus answer just as hostile.
"""

from __future__ import annotations

import json
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.site.conftest import run

from catalogsite.render.shell.placeholders import BODY, CRUMB, DESCRIPTION, TITLE, TOC

HOST = "hostile.example"
RUN = f"<script>hostile()</script><img src=//{HOST}/x onerror=hostile()>"
FORMULA = "=cmd|' /C calc'!A0"
WORDS = (
    f'"><b hostile>{RUN}',
    "'><svg onload=hostile()><a xlink:href=javascript:hostile()>x</a></svg>",
    f"</title></textarea></script></style>--></svg>{RUN}",
    "<!-- <![CDATA[ <?php ]]> <plaintext",
    "{{ 6*7777 }}{% raw %}{# #}#{6*7777}",
    f"{TITLE} {BODY} {DESCRIPTION} {TOC} {CRUMB}",
    "&lt;script&gt;hostile()&lt;/script&gt; &#60;b hostile&#62; \\u003cscript\\u003e",
    "\u202egnol\u202c \u2028\u2029 \ufeff\u200b",
    "[x](javascript:hostile()) ![x](//hostile.example/x) `</code>` \\[x\\](javascript:hostile())",
    FORMULA,
)
LINE = " ".join(WORDS)
# Where an entity says what it is, `{{` marks a template's skeleton.
PLAIN = " ".join(word for word in WORDS if "{{" not in word)
LONG = "long" * 2500
EVIL_URLS = (
    "javascript:hostile()",
    " JaVa\tScRiPt:hostile()",
    "data:text/html,<script>hostile()</script>",
    "vbscript:hostile()",
    "\x01javascript:hostile()",
    f'https://{HOST}/"><b hostile onclick=hostile()>',
    f"https://{HOST}/'onmouseover=hostile()//",
)
MATHS = (
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror=hostile()>'>"
)
DIAGRAMS = (
    f"graph TD; A[{LINE}] --> B",
    """%%{init: {"securityLevel": "loose", "htmlLabels": true, "dompurifyConfig": {}}}%%
graph TD
  A["<img src=//hostile.example/1 onerror=hostile()>"] --> B["drawn"]
  click A "javascript:hostile()"
  click B call hostile()""",
    """%%{init: {"themeCSS": "@import '//hostile.example/2'; *{background:url(//hostile.example/3)}"}}%%
graph TD; A --> B""",
    """graph TD
  A@{ img: "//hostile.example/4", label: "x" } --> B
  style B fill:url(//hostile.example/5)""",
    """graph TD
  A --> B
  style B background-image:u\\72l(//hostile.example/6)
  classDef c background:url('http:/\\hostile.example/7')
  class A c""",
    """sequenceDiagram
  participant A as <img src=//hostile.example/8>
  A->>A: <img src=//hostile.example/9><b>words</b>
  link A: x @ javascript:hostile()""",
)
FORMULAS = (
    r"\href{javascript:hostile()}{x}",
    r"\includegraphics{//hostile.example/10}",
    r"\style{background:url(//hostile.example/11)}{x} \class{md-overlay}{x} \data{hostile=1}{x}",
    r"\text{<img src=//hostile.example/12 onerror=hostile()>} \url{javascript:hostile()}",
    r"\htmlData{hostile=1}{x} \htmlStyle{background:url(//hostile.example/13)}{x}",
    "</math><img src=//hostile.example/14 onerror=hostile()>",
)
DRAWING = (
    f"<svg><use href='//{HOST}/x#a'/><image href='//{HOST}/y'/>"
    "<set attributeName=href to=javascript:hostile() onbegin=hostile()></svg>"
)
FOLDER = '"><img src=x onerror=hostile()>'
ODD_PAGE = '"><b hostile>.md'
ARITHMETIC = "46662"


def descriptor(kind, name, spec, **metadata):
    """One entity as JSON, which is YAML."""
    given = {
        "title": f"{name} {LINE}",
        "description": f"About {name}: ${{ 6*7777 }} {LINE}\n\n# {LINE}\n\n{RUN}",
    }
    version = "scaffolder.backstage.io/v1beta3" if kind == "Template" else "backstage.io/v1alpha1"
    whole = {"name": name, **given, **metadata}
    entity = {"apiVersion": version, "kind": kind, "metadata": whole, "spec": spec}
    return json.dumps(entity)


LINKS = [
    {"url": url, "title": f"runbook {LINE}", "icon": WORDS[0], "type": WORDS[1]}
    for url in EVIL_URLS
]
NOTES = {
    "backstage.io/techdocs-ref": "dir:.",
    "backstage.io/view-url": EVIL_URLS[0],
    "backstage.io/edit-url": EVIL_URLS[2],
    "prometheus.io/alert": "all",
    "github.com/project-slug": "acme/hostile",
    "hostile.example/words": LINE,
}
ABOUT = {"title": LINE, "description": LINE, "contact": {"url": EVIL_URLS[0]}}
OPENAPI = json.dumps({"openapi": "3.0.0", "info": ABOUT, "tags": [LINE] * 20})
PARAMETERS = [
    {
        "title": LINE,
        "description": LINE,
        "required": ["word"],
        "properties": {
            "word": {"type": "string", "title": LINE, "description": LINE, "default": LINE},
            "choice": {"type": "string", "enum": [*WORDS], "enumNames": [*WORDS], "title": LINE},
            WORDS[0]: {"type": "string", "ui:help": LINE, "pattern": "</script>"},
        },
    }
]
STEPS = [{"id": "one", "name": LINE, "action": "fetch:template", "input": {"url": "./skeleton"}}]
SERVICE = {"type": PLAIN, "lifecycle": PLAIN, "owner": "team", "system": "whole"}


def organisation():
    """Path to text of every file; the first folder is the repository."""
    return {
        "hostile/catalog-info.yaml": "\n---\n".join(
            (
                descriptor(
                    "Component",
                    "service",
                    {**SERVICE, "providesApis": ["interface"], "dependsOn": ["resource:store"]},
                    links=LINKS,
                    annotations=NOTES,
                ),
                descriptor(
                    "API",
                    "interface",
                    {**SERVICE, "type": "openapi", "definition": OPENAPI},
                    annotations={"backstage.io/source-location": EVIL_URLS[0] + "//://"},
                ),
                descriptor(
                    "API", "schema", {**SERVICE, "type": "graphql", "definition": LINE * 20}
                ),
                descriptor("System", "whole", {"owner": "team", "domain": "field"}),
                descriptor("Domain", "field", {"owner": "team"}),
                descriptor("Resource", "store", {"type": PLAIN, "owner": "team"}, title=FORMULA),
                descriptor(
                    "Group",
                    "team",
                    {
                        "type": PLAIN,
                        "children": [],
                        "profile": {
                            "displayName": LINE,
                            "email": LINE,
                            "picture": EVIL_URLS[0],
                        },
                    },
                ),
                descriptor(
                    "User",
                    "ann",
                    {"memberOf": ["team"], "profile": {"displayName": LINE, "email": LINE}},
                ),
                descriptor(
                    "Component",
                    "long",
                    {"type": "service", "lifecycle": "x", "owner": "team"},
                    title=LONG,
                    description=LONG,
                ),
                descriptor(
                    "Component",
                    "nothing",
                    {"type": "a\0b", "lifecycle": "c\0d", "owner": "team"},
                    title="no\0thing\x1b[31m",
                    description="not\0a\x07 word",
                ),
                # What no entity may have: the problem shows it.
                descriptor("Component", WORDS[0], SERVICE),
                descriptor("Component", "tagged", SERVICE, tags=list(WORDS)),
                descriptor(
                    "Component", "linked", SERVICE, links=[{"url": "//[::1", "title": LINE}]
                ),
                descriptor("Component", "labelled", SERVICE, labels={WORDS[0]: LINE}),
                descriptor(WORDS[0], "kind", SERVICE),
                descriptor("Component", "owned", {**SERVICE, "owner": PLAIN}),
                descriptor("Component", "needy", {**SERVICE, "dependsOn": list(WORDS)}),
                descriptor("Location", "targets", {"targets": [*WORDS, *EVIL_URLS]}),
            )
        ),
        "hostile/mkdocs.yml": json.dumps(
            {
                "site_name": LINE,
                "site_description": LINE,
                "repo_url": EVIL_URLS[0],
                "edit_uri": EVIL_URLS[0],
                "nav": [
                    {LINE: "index.md"},
                    {"Raw": "raw.md"},
                    {LINE + "2": EVIL_URLS[0]},
                    {"Odd": ODD_PAGE},
                    {"Gone": WORDS[0]},
                ],
                WORDS[0]: 1,
                "plugins": [WORDS[0]],
                "markdown_extensions": [
                    WORDS[1],
                    "attr_list",
                    "md_in_html",
                    "pymdownx.superfences",
                    "pymdownx.arithmatex",
                ],
            }
        ),
        "hostile/docs/index.md": "\n\n".join(
            (
                f"---\ntitle: {json.dumps(LINE)}\ndescription: {json.dumps(LINE)}\n---",
                *(f"# {word}\n\n{word}\n\n- {word}\n\n| a |\n|-|\n| {word} |" for word in WORDS),
                *(f"[x](<{url}>)\n\n![x](<{url}>)\n\n<{url}>" for url in EVIL_URLS),
                *(f"```mermaid\n{diagram}\n```" for diagram in DIAGRAMS),
                *(f"Inline \\({formula}\\) and\n\n\\[\n{formula}\n\\]" for formula in FORMULAS),
                f'```{{ .python title="{WORDS[1]}" onclick="hostile()" hostile="1" }}\n{LINE}\n```',
                f"text\n{{ onclick=hostile() hostile=1 style='background:url(//{HOST}/)' }}",
                f"[entity](entity:{WORDS[2]}) [page](<{WORDS[2]}>)",
            )
        ),
        "hostile/docs/raw.md": "\n\n".join(
            (
                "# Raw",
                f"<div hostile onclick=hostile()>{RUN}</div>",
                *(f'<a href="{url}" onclick="hostile()">x</a>' for url in EVIL_URLS),
                *(f"<img src='{url}' srcset='//{HOST}/x 2x'>" for url in EVIL_URLS),
                f"<iframe src='//{HOST}/'></iframe><iframe srcdoc='{RUN}'></iframe>",
                f"<style>@import '//{HOST}/x';</style><link rel=stylesheet href=//{HOST}/x>",
                f"<form action=//{HOST}/><input name=q formaction=javascript:hostile()></form>",
                f"<video src=//{HOST}/x poster=//{HOST}/y></video><audio src=//{HOST}/x></audio>",
                MATHS,
                DRAWING,
                f"<base href=//{HOST}/><meta http-equiv=refresh content='0;url=//{HOST}/'>",
            )
        ),
        f"hostile/docs/{ODD_PAGE}": f"# Odd\n\n{LINE}\n",
        "hostile/docs/drawing.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{RUN}</svg>",
        "hostile/docs/page.html": RUN,
        f"hostile/{FOLDER}/catalog-info.yaml": descriptor("Component", "within", SERVICE),
        "hostile/maker/catalog-info.yaml": descriptor(
            "Template",
            "maker",
            {"type": PLAIN, "owner": "team", "parameters": PARAMETERS, "steps": STEPS},
        ),
        "hostile/maker/skeleton/${{ values.word }}": "${{ values.word }}",
        f"hostile/maker/skeleton/{ODD_PAGE}": "x",
        "inferred/README.md": f"# {LINE}\n\n{LINE}\n\n[x](javascript:hostile()) {RUN}\n",
        "inferred/CODEOWNERS": f"* @acme/{WORDS[0].replace(' ', '')}\n{LINE} @acme/team\n",
        "inferred/package.json": json.dumps(
            {
                "name": "inferred",
                "description": LINE,
                "license": LINE,
                "homepage": EVIL_URLS[0],
                "repository": EVIL_URLS[2],
                "bugs": EVIL_URLS[5],
                "dependencies": {WORDS[0]: LINE},
            }
        ),
        "inferred/.github/workflows/ci.yml": json.dumps({"name": LINE, "on": "push", "jobs": {}}),
        "broken/catalog-info.yaml": f"{WORDS[0]}: [\n",
        f"{FOLDER}/README.md": f"{LINE}\n",
        f"{FOLDER}/catalog-info.yaml": "{{ 6*7777 }}: {% raw %}",
    }


def build(folder: Path) -> Path:
    """Make the repositories and the portal of them; its folder."""
    _write(folder / "repos")
    with _providers() as address:
        enrich = [
            {"kind": "github_actions", "api_url": address, "web_url": "https://github.com"},
            {"kind": "prometheus", "url": address, "queries": {"rate": "x"}},
        ]
        config = {"sources": [{"kind": "folder", "path": "repos"}], "enrich": enrich}
        (folder / "catalogsite.yaml").write_text(json.dumps(config))
        run("build", cwd=folder)
    return folder / "site"


def _write(folder: Path) -> None:
    """The repositories; the documented one is of git, with a hostile author."""
    for name, text in organisation().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    who = ["-c", "user.name={{ 6*7777 }} \"'><b hostile>", "-c", f"user.email={HOST}"]
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["remote", "add", "origin", "https://github.com/acme/hostile.git"],
        ["add", "-A"],
        ["commit", "-q", "-m", LINE],
    ):
        subprocess.run(["git", *who, *arguments], cwd=folder / "hostile", check=True)


def _answers():
    page = {"html_url": EVIL_URLS[0]}
    when = "2026-01-01T00:00:00Z"
    run = {"workflow_id": 1, "run_number": 7, "event": "push", "status": "completed", **page}
    run |= {"conclusion": "failure", "head_branch": "main", "display_title": LINE}
    run |= {"run_started_at": when, "updated_at": when}
    workflow = {"id": 1, "name": LINE, "path": LINE, "state": "active", **page}
    notes = {"summary": LINE, "runbook_url": EVIL_URLS[0]}
    alert = {"labels": {"service": "service", "severity": LINE}, "annotations": notes}
    alert |= {"state": "firing", "activeAt": LINE}
    rule = {"name": LINE, "type": "alerting", "health": "ok", "alerts": [alert]}
    series = {"metric": {"service": "service"}, "value": [0, "42"]}
    found = {"resultType": "vector", "result": [series]}
    return {
        "/repos/acme/hostile/actions/workflows": {"total_count": 1, "workflows": [workflow]},
        "/repos/acme/hostile/actions/runs": {"total_count": 1, "workflow_runs": [run]},
        "/api/v1/query": {"status": "success", "data": found},
        "/api/v1/rules": {"status": "success", "data": {"groups": [{"rules": [rule]}]}},
    }


@contextmanager
def _providers():
    """Serve the hostile answers; yields the address."""
    answers = _answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(answers.get(self.path.partition("?")[0], {"message": LINE})).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
