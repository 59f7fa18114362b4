"""The plain form of rich text: what a reader would see, and the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.text.rich import Block, blocks, plain_text


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("", ""),
        ("<p></p> <p>&nbsp;</p>", ""),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a</p>\n\n\n<p>b<br>c<br/><br />d</p>", "a\nb\nc\nd"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<h1>a</h1><h6>b</h6><blockquote>c</blockquote>", "a\nb\nc"),
        ("<p>a \n\t b&nbsp;&nbsp;c</p>", "a b c"),
        ("<p>a <b>bold</b>, <i>x</i><span style='color:red'>y</span></p>", "a bold, xy"),
        ("<a href='x.html'>a link</a>", "a link"),
        ("<p>&lt;b&gt; &amp; &eacute; &#337; &#x151; &hellip;</p>", "<b> & é ő ő …"),
        ("x<sup>2</sup> + H<sub>2</sub>O", "x^2 + H2O"),
        ("x<sup>n+1</sup>, 10<sup>-3</sup>, y<sup> </sup>", "x^(n+1), 10^-3, y"),
        ("<p>see <img src='a.png' alt='a  graph'> and <img src='b.png'></p>", "see [a graph] and"),
        ("<p>a</p><script>var x = '<p>b</p>';</script><style>p {}</style><!-- <p>c</p> -->d", "a\nd"),
        ("a<!-- never closed <p>b</p>", "a"),
        ("<!DOCTYPE html><?xml version='1.0'?><p>a<o:p></o:p></p><![if !x]>b<![endif]>", "a\nb"),
    ],
)
def test_what_a_reader_sees(html: str, plain: str) -> None:
    assert plain_text(html) == plain


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>c", "1. a\n2. b\nc"),
        ("<ol start='3'><li>a</li><li value='7'>b</li><li>c</li></ol>", "3. a\n7. b\n8. c"),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n  1. b\n  2. c\n- d"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a</p><p>b</p></li><li>c<br>d</li></ul>", "- a\n  b\n- c\n  d"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\nc"),
        ("<li>a</li><li>b</li>", "- a\n- b"),
        ("<ul><li></li><li>a</li></ul>", "- a"),
    ],
)
def test_list_items_stand_at_their_depth(html: str, plain: str) -> None:
    assert plain_text(html) == plain


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>e", "a | b\nc | d\ne"),
        ("<table><tbody><tr><th>a</th><td><p>b</p><p>c</p></td></tr></tbody></table>", "a | b c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>d", "a | b\nc\nd"),
        ("<p>x</p><td>a</td><td>b</td>", "x\na | b"),
        ("a</td><p>b</p>", "a\nb"),
    ],
)
def test_cells_of_a_row_stand_in_one_line(html: str, plain: str) -> None:
    assert plain_text(html) == plain


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<pre>int main() {\n    return  0;\n}\n</pre>", "int main() {\n    return  0;\n}"),
        ("<p>a</p><pre><code>x\n\n  y</code></pre>b  c", "a\nx\n  y\nb c"),
        ("<ul><li>a<pre>b\n  c</pre></li></ul>", "- a\n  b\n    c"),
        ("<pre>a<br>b</pre>", "a\nb"),
    ],
)
def test_code_keeps_its_spaces(html: str, plain: str) -> None:
    assert plain_text(html) == plain


@pytest.mark.parametrize(
    "text",
    [
        "#include <iostream>", "if (a < b && c > d)", "a <b && c> d", "std::vector<int> x; std::map<T, U> y;", "x<y",
        "1 < 2", "a & b &c", "List<string>", "<", "<p", "</", "<>", "<!x>", "<?php", "a <b and c> d", "#include <map>",
    ],
)  # fmt: skip
def test_what_is_no_tag_is_not_swallowed(text: str) -> None:
    assert plain_text(text) == text
    assert plain_text(f"<p>{text}</p><p>x</p>") == f"{text}\nx"


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>a<b>b</p>c</i>", "ab\nc"),
        ('<p style="x>a</p>', "a"),
        ("</p></ul></li>a</table></sup></pre>", "a"),
        ("<p>x<sup>2</p>y", "x2\ny"),
        ('<p title="a > b">c</p>', "c"),
        ("<P CLASS=x>a</P><BR>b", "a\nb"),
    ],
)
def test_broken_tags_are_tolerated(html: str, plain: str) -> None:
    assert plain_text(html) == plain


def test_a_text_without_tags_keeps_its_lines() -> None:
    assert plain_text("a  b\n\n  - c\nd <b>e</b>\n") == "a b\n  - c\nd e"


def test_blocks_tell_depth_and_marker() -> None:
    assert blocks("<p>a</p><ol><li>b<br>c<ul><li>d</li></ul></li></ol>") == (
        Block("a"),
        Block("b", 0, "1."),
        Block("c", 1),
        Block("d", 1, "-"),
    )


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul>", "</ul>", "<ol start=2>", "<li>", "</li>", "<br>", "<pre>", "</pre>", "<table>", "<tr>",
    "<td>",
     "</td>", "</table>", "<sup>", "</sup>", "<!--", "-->", "<script>", "</script>", "<![", "<!", "<?", "&", "&lt",
     "<", ">",
     "<img alt='x'>", "a", " ", "\n", "\t", "é", "<p class=", '"', "'", "<o:p>", "&#0;", "&#xd800;", "<![CDATA[", "]]>"]
)  # fmt: skip
HTML = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)


@given(HTML)
def test_anything_has_a_plain_form_of_lines_that_are_not_blank(html: str) -> None:
    plain = plain_text(html)
    assert plain == plain_text(html)
    assert all(line.strip() for line in plain.split("\n")) or not plain
    assert len(blocks(html)) == (plain.count("\n") + 1 if plain else 0)


@pytest.mark.parametrize(
    "piece", ["<ul><li>x", "<p", "<a b=", "<a b='", "<!--", "<script>", "&", "<", "<sup>x", "<td>x", " "]
)
def test_a_long_text_is_read_at_once(piece: str) -> None:
    assert isinstance(plain_text(piece * 10_000), str)


def test_no_tag_holds_raw_text_whatever_the_version_of_python_thinks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("html.parser.HTMLParser.CDATA_CONTENT_ELEMENTS", ("script", "style", "iframe"))
    assert plain_text('<p>a</p><iframe src="v"><p>b</p></iframe><p>c</p>') == "a\nb\nc"
