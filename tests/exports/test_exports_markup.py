from xml.etree import ElementTree

from cases import each_case

from mockapify.exports.markup import attribute_name, element_name, escape_quoted, remove_astral, remove_illegal


@each_case(
    ("key", "name"),
    [
        ("title", "title"),
        ("_a-b.c9", "_a-b.c9"),
        ("číslo", "číslo"),
        ("价格", "价格"),
        ("9lives", "_9lives"),
        (".x", "_.x"),
        ("a b", "a_b"),
        ("dc:title", "dc_title"),
        ("", "_"),
        ("#", "_"),
        ("\u0300", "_"),
        ("\x00", "_"),
        ("a/b\n", "a_b_"),
    ],
)
def test_any_key_becomes_a_legal_name(key, name):
    assert element_name(key) == name
    assert ElementTree.fromstring(f"<{name}/>").tag == name


def test_an_attribute_never_declares_a_namespace():
    assert attribute_name("xmlns") == "_xmlns"
    assert attribute_name("xmlns:a") == "xmlns_a"


def test_quoted_text_escapes_what_would_end_it():
    assert escape_quoted('<a b="c">&amp;\'') == "&lt;a b=&quot;c&quot;&gt;&amp;amp;'"


def test_only_forbidden_characters_are_removed():
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000), 0x1F600)))
    kept = remove_illegal(every.encode()).decode()
    assert set(every) - set(kept) == {*map(chr, set(range(32)) - {9, 10, 13}), "\ufffe", "\uffff"}


def test_characters_outside_the_basic_plane_are_removed():
    assert remove_astral("a😀é\U0010ffff\ufffdz".encode()) == "aé\ufffdz".encode()
