from mockapify.exports import Selection


def test_a_feed_describes_its_dataset(render):
    document = render(
        [{"title": "A & B", "guid": {"@": {"isPermaLink": False}, "#": "1"}}, {}], "rss", feed_link="http://h/?a&b"
    )
    assert document.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0">\n'
        "  <channel>\n"
        "    <title>Dataset prices</title>\n"
        "    <link>http://h/?a&amp;b</link>\n"
        '    <description>Items in dataset with id "DATASET0000000001".</description>\n'
        "    <item>\n"
        "      <title>A &amp; B</title>\n"
        '      <guid isPermaLink="false">1</guid>\n'
        "    </item>\n"
        "    <item/>\n"
        "  </channel>\n"
        "</rss>\n"
    )


def test_title_and_description_can_be_given(render):
    document = render([], "rss", feed_title="Latest <posts>", feed_description="").decode()
    assert "<title>Latest &lt;posts&gt;</title>" in document
    assert "<description></description>" in document


def test_no_items_are_a_channel_without_items(render):
    assert b"<item" not in render([{"a": 1}], "rss", Selection(limit=0))
