from mockapify.exports.chunks import CHUNK_SIZE, gather, gather_text


def test_small_pieces_become_one_chunk():
    assert list(gather([b"a", b"b", b"c"], b", ")) == [b"a, b, c"]


def test_separators_stand_between_chunks_too():
    pieces = [b"x" * CHUNK_SIZE, b"y", b"z" * CHUNK_SIZE, b"end"]
    assert list(gather(pieces, b"|")) == [pieces[0], b"|y|" + pieces[2], b"|end"]


def test_empty_pieces_keep_their_separators():
    assert list(gather([b"", b""], b"|")) == [b"|"]


def test_no_pieces_are_no_chunks():
    assert list(gather([])) == list(gather_text([])) == []


def test_text_is_encoded_chunk_by_chunk():
    assert list(gather_text(["ž" * CHUNK_SIZE, "a", "b"])) == [("ž" * CHUNK_SIZE).encode(), b"ab"]
