"""Lines are counted apart from whoever parses them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.engine.ingest import files

PIECES = st.sampled_from([b"\n", b"\r\n", b" ", b"\t", b'{"a": 1}\n', b"x" * 70, b"y\n"])


@given(st.lists(PIECES, max_size=40), st.sampled_from([3, 16, 50, 1_000]))
def test_lines_with_more_than_blanks_are_counted_whatever_the_pieces(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], size: int
) -> None:
    content = b"".join(pieces)
    file = tmp_path_factory.mktemp("lines") / "file.ndjson"
    file.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_CHUNK", size)
        opened = files.unpack(file, file.parent, 0)
    assert opened.lines == sum(1 for line in content.split(b"\n") if line.strip())
    assert (opened.plain, opened.sha256) == (file, hashlib.sha256(content).hexdigest())
