"""Nothing in a finished site makes a browser ask another host."""

import pytest
from tests.site import foreign


def test_the_demo_asks_no_other_host(acme):
    assert not foreign.check(acme / "site")


def test_every_exception_is_of_a_file_that_there_is(acme):
    site = acme / "site"
    files = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    for prefix in foreign.VENDORED:
        assert any(file.startswith(prefix) for file in files), prefix


BREAKS = {
    "a script": ("index.html", '<script src="https://cdn.example/x.js"></script>'),
    "a style sheet": ("index.html", '<link rel="stylesheet" href="//cdn.example/x.css">'),
    "a connection": ("index.html", '<link rel="preconnect" href="https://cdn.example">'),
    "an icon": ("index.html", '<link rel="icon" href="HTTPS://cdn.example/x.png">'),
    "an image": ("index.html", '<img src="https://cdn.example/x.png">'),
    "a set of images": ("index.html", '<img srcset="a.png 1x, https://cdn.example/b.png 2x">'),
    "backslashes": ("index.html", '<img src="\\\\cdn.example/x.png">'),
    "a frame": ("index.html", '<iframe src="https://cdn.example/"></iframe>'),
    "a form": ("index.html", '<form action="https://cdn.example/"></form>'),
    "a poster": ("index.html", '<video poster="https://cdn.example/x.png"></video>'),
    "an object": ("index.html", '<object data="https://cdn.example/x"></object>'),
    "an attribute for a script": ("index.html", '<p data-source="https://cdn.example/x"></p>'),
    "a refresh": ("index.html", '<meta http-equiv="refresh" content="0; url=https://cdn.example">'),
    "a style attribute": ("index.html", '<p style="background: url(//cdn.example/x)">'),
    "a style element": ("index.html", "<style>@import 'https://cdn.example/x.css';</style>"),
    "a line of script": ("index.html", "<script>fetch('https://cdn.example/')</script>"),
    "a font": ("a.css", "@font-face{src:url(https://cdn.example/x.woff2)}"),
    "a module": ("a.js", 'import "https://cdn.example/x.js"'),
    "a request": ("a.js", "fetch(`//cdn.example/${x}`)"),
    "a drawing": (
        "a.svg",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://cdn.example/x.png"/></svg>',
    ),
    "a map": ("sitemap.xml", "<urlset><url><loc>https://cdn.example/</loc></url></urlset>"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_checker_sees_what_asks_another_host(tmp_path, name):
    file, text = BREAKS[name]
    (tmp_path / "index.html").write_text('<link rel="canonical" href="https://p.example/top/">')
    with (tmp_path / file).open("a") as written:
        written.write(text)
    (found,) = foreign.check(tmp_path)
    assert (found.file, "cdn.example" in found.address) == (file, True)


def test_the_checker_takes_links_of_content(tmp_path):
    page = (
        '<link rel="canonical" href="https://p.example/top/"><a href="https://other.example/">x</a>'
        '<svg xmlns="http://www.w3.org/2000/svg"></svg><p title="https://other.example/">https://a.b'
        '</p><meta name="description" content="see https://other.example/"><img src="a.png">'
    )
    (tmp_path / "index.html").write_text(page)
    assert not foreign.check(tmp_path)
