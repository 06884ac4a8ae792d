"""Bodies: what is hostile comes out harmless, what an official text needs stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from gongkai.office.catalog.bodies import lines, plain_text
from gongkai.office.clearance.cleaning import clean_body

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/pixel.gif">',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<img src="//evil.example/x.png">',
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<a href="javascript:alert(1)">看</a>',
    '<a href=" java\tscript:alert(1)">看</a>',
    '<a href="&#106;avascript:alert(1)">看</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">看</a>',
    '<a href="vbscript:x">看</a>',
    '<a href="//evil.example">看</a>',
    '<a href="/\\evil.example">看</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf">',
    '<form action="https://evil.example"><input name="password"><button>登录</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<style>body{background:url("https://evil.example")}</style>',
    '<p style="background:url(https://evil.example);position:fixed">字</p>',
    '<p class="desk-act act-danger" id="main">字</p>',
    "<p onclick=alert(1) onmouseover=alert(1)>字</p>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<!--<script>alert(1)</script>-->",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)>",
    "<marquee onstart=alert(1)>字</marquee>",
    "<p>\x00字\x00</p>",
    "<<script>alert(1)//<</script>",
    "<xss onafterscriptexecute=alert(1)>",
]
ATTRIBUTES = {
    "href",
    "title",
    "src",
    "alt",
    "width",
    "height",
    "colspan",
    "rowspan",
    "headers",
    "scope",
    "span",
    "start",
    "type",
    "value",
    "class",
    "rel",
}


def assert_harmless(cleaned):
    if not cleaned.strip():
        return
    root = html.fragment_fromstring(cleaned, create_parent="div")
    for node in root.iter():
        assert isinstance(node.tag, str), cleaned
        assert node.tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "button",
            "meta",
            "base",
            "link",
            "svg",
            "math",
        }
        for name, value in node.attrib.items():
            assert name in ATTRIBUTES, (name, cleaned)
            if name == "href":
                assert re.match(r"https?://|mailto:|tel:|/(?![/\\])|#", value), value
            if name == "src":
                assert re.match(r"data:image/(png|jpeg|gif|webp);base64,|/(documents|static)/", value), value
            if name == "class":
                assert set(value.split()) <= {"align-left", "align-center", "align-right", "align-justify", "no-indent"}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_hostile_is_harmless_and_the_words_around_it_stay(hostile):
    cleaned = clean_body(f"<p>前文（演示）</p>{hostile}<p>后文（演示）</p>")
    assert_harmless(cleaned)
    assert "前文（演示）" in cleaned


PIECES = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.sampled_from(["<p>", "</p>", "<td>", "</table>", "<b", '"', "'>", "&lt;", "<!--", "]]>"]),
        st.text(max_size=20),
    ),
    max_size=12,
)


@given(PIECES)
def test_any_mixture_is_harmless_and_cleaning_twice_changes_nothing(pieces):
    cleaned = clean_body("".join(pieces))
    assert_harmless(cleaned)
    assert clean_body(cleaned) == cleaned
    plain_text(cleaned)


def test_what_an_official_text_needs_stays():
    body = (
        '<h2>一、总则</h2><p class="align-center">居中</p><ol start="3"><li>三</li></ol><ul><li>点</li></ul>'
        '<table><caption>表1</caption><thead><tr><th scope="col" colspan="2">甲</th></tr></thead><tbody><tr>'
        '<td rowspan="2">乙</td><td>丙</td></tr></tbody></table>'
        '<p><a href="https://example.cn/x" rel="noopener noreferrer">依据</a><strong>粗</strong><sup>1</sup></p>'
        '<p><img src="data:image/png;base64,iVBORw0KGgo=" alt="图1"></p>'
    )
    assert clean_body(body) == body


def test_a_first_level_heading_becomes_a_second_level_one():
    assert clean_body("<H1 class=x>标题</H1><p>h1文字</p>") == "<h2>标题</h2><p>h1文字</p>"


def test_lines_are_paragraphs_items_and_rows():
    body = "<h2>一</h2><p>甲<br>乙</p><ul><li>丙</li></ul><table><tr><td>丁</td><td>戊</td></tr></table>"
    assert lines(body) == ["一", "甲", "乙", "丙", "丁 戊"]


@pytest.mark.parametrize("depth", [300, 5000])
def test_deep_nesting_ends(depth):
    body = clean_body("<ul><li>" * depth + "底" + "</li></ul>" * depth)
    assert isinstance(lines(body), list)
