import pytest


def test_items_are_rows_of_one_table_on_one_line(render):
    items = [{"b": 1, "a": {"x": None, "y": [1.5]}}, {"b": True}]
    assert render(items, "html") == (
        b"<table><tr><th>a/x</th><th>a/y/0</th><th>b</th></tr>"
        b"<tr><td></td><td>1.5</td><td>1</td></tr><tr><td></td><td></td><td>true</td></tr></table>"
    )


def test_markup_in_names_and_values_is_escaped(render):
    assert render([{"<b>": '<script>"&amp;"</script>'}], "html") == (
        b"<table><tr><th>&lt;b&gt;</th></tr>"
        b"<tr><td>&lt;script&gt;&quot;&amp;amp;&quot;&lt;/script&gt;</td></tr></table>"
    )


@pytest.mark.parametrize(
    ("items", "rows"), [([], b"<tr></tr>"), ([{}], b"<tr></tr><tr></tr>")], ids=["no-items", "empty-item"]
)
def test_without_columns_rows_are_empty(render, items, rows):
    assert render(items, "html") == b"<table>" + rows + b"</table>"
