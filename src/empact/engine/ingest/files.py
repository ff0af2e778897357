"""The files of a delivery: found, read once for their fingerprint, unpacked, and their lines counted.

The count made here is independent of the database that parses: the two must agree before a load is accepted.
"""

from __future__ import annotations

import csv
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...terms.errors import UserError

__all__ = ["Opened", "chunks_of", "find_files", "fingerprint", "heading_of", "is_heading", "record_count", "unpack"]

_CHUNK: Final = 1024 * 1024  # stays in the processor's cache while it is fingerprinted, counted and copied
_MARK: Final = b"\xef\xbb\xbf"
_BLANKS: Final = b"\n\r \t"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file ready for the database: plain bytes at ``plain`` (the file itself where it was not packed).

    ``lines``: complete lines that hold more than blanks. ``torn``: the packed file ends early or is damaged; the complete
    lines before that point are in ``plain``, the rest is lost and counts as one line more.
    """

    file: Path
    plain: Path
    sha256: str
    bytes: int
    lines: int
    torn: bool = False


def find_files(paths: Sequence[Path], endings: tuple[str, ...]) -> list[Path]:
    """Every file with one of these endings, sorted by name; folders are searched to the bottom."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [
                p
                for p in path.rglob("*")
                if p.is_file() and p.name.lower().endswith(endings) and not any(part.startswith(".") for part in p.parts[-2:])
            ]
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(f"There is nothing at '{path}'.", hint="Give a folder or files that exist.")
    return sorted(set(found), key=lambda p: (p.name.lower(), str(p)))


def fingerprint(file: Path) -> str:
    """SHA-256 of the file as it lies there."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def chunks_of(file: Path, digest: hashlib._Hash) -> Iterator[bytes | None]:
    """The unpacked bytes in large pieces; ``None`` last where the packing is torn."""
    with file.open("rb") as stream:
        head = stream.read(2)
        stream.seek(0)
        packed = head == b"\x1f\x8b"
        engine = zlib.decompressobj(wbits=31) if packed else None
        fed = False
        while piece := stream.read(_CHUNK):
            digest.update(piece)
            if engine is None:
                yield piece
                continue
            try:
                while piece:
                    if engine.eof:
                        piece = piece.lstrip(b"\0") if not fed else piece
                        engine, fed = zlib.decompressobj(wbits=31), False
                        if not piece:
                            break
                    out = engine.decompress(piece, _CHUNK)
                    fed = True
                    if out:
                        yield out
                    piece = engine.unused_data if engine.eof else engine.unconsumed_tail
                    fed = not engine.eof
            except zlib.error:
                for rest in iter(lambda: stream.read(_CHUNK), b""):
                    digest.update(rest)
                yield None
                return
        if engine is not None and not engine.eof:
            yield None


def unpack(file: Path, scratch: Path, number: int, *, recode: str = "") -> Opened:
    """Fingerprint and count; write a plain copy into ``scratch`` only where the file is packed, marked or in another
    encoding."""
    digest = hashlib.sha256()
    size = file.stat().st_size
    with file.open("rb") as stream:
        head = stream.read(3)
    copy = head[:2] == b"\x1f\x8b" or head == _MARK or bool(recode)
    if not copy:
        lines = _lines_of(file, digest)
        return Opened(file, file, digest.hexdigest(), size, lines)
    plain = scratch / f"plain-{number:05d}"
    lines, tail, torn, first = 0, b"", False, True
    with plain.open("wb") as target:
        for piece in chunks_of(file, digest):
            if piece is None:
                torn = True
                break
            if recode:
                piece = piece.decode(recode).encode("utf-8")
            if first:
                piece, first = piece.removeprefix(_MARK), False
            piece = tail + piece if tail else piece
            cut = piece.rfind(b"\n") + 1
            whole, tail = piece[:cut] if cut < len(piece) else piece, piece[cut:]
            lines += _filled_lines(whole, len(whole))
            target.write(whole)
        if not torn and tail:
            lines += _filled_lines(tail, len(tail))
            target.write(tail)
    return Opened(file, plain, digest.hexdigest(), size, lines, torn)


def _lines_of(file: Path, digest: hashlib._Hash) -> int:
    """Fingerprint a plain file and count its lines, in one piece of memory: most of the time is then the fingerprint's."""
    held = bytearray(_CHUNK)
    lines = end = 0
    with file.open("rb", buffering=0) as stream:
        while True:
            with memoryview(held) as place:
                read = stream.readinto(place[end:]) or 0
                digest.update(place[end : end + read])
            end += read
            cut = held.rfind(b"\n", 0, end) + 1 if read else end
            lines += _filled_lines(held, cut)
            if not read:
                return lines
            with memoryview(held) as place:
                place[: end - cut] = place[cut:end]
            end -= cut
            if end == len(held):
                held.extend(bytes(len(held)))  # a line longer than the piece


def _filled_lines(whole: bytes | bytearray, end: int) -> int:
    """Lines with more than blanks before ``end``. Blank lines are rare: look closer only where there may be one."""
    if not end:
        return 0
    if whole[0] not in _BLANKS:
        head = whole.count(b"\n", 0, min(end, 65_536))
        count = _long_lines(whole, end) if head < 200 else whole.count(b"\n", 0, end) + (whole[end - 1] != _BLANKS[0])
        pairs = () if head < 200 else (b"\n\n", b"\n\r", b"\n ", b"\n\t")
        if count and not any(whole.find(pair, 0, end) >= 0 for pair in pairs):
            return count
    return sum(1 for line in whole[:end].split(b"\n") if line.strip(b" \t\r"))


def _long_lines(whole: bytes | bytearray, end: int) -> int:
    """Lines, by leaping from end to end; 0 where one begins with a blank."""
    count, last, find = 0, end - 1, whole.find
    at = find(b"\n", 0, end)
    while 0 <= at < last:
        if whole[at + 1] in _BLANKS:
            return 0
        count += 1
        at = find(b"\n", at + 1, end)
    return count + 1


def heading_of(plain: Path, separator: str = "") -> tuple[list[str], str]:
    """The column names of a CSV file, in lower case, and its separator: where not given, the likeliest of comma,
    semicolon, tab, bar."""
    with plain.open(encoding="utf-8", errors="replace", newline="") as stream:
        first = stream.readline()
    separator = separator or max(",;\t|", key=first.count)
    return [name.strip().strip('"').strip().lower() for name in next(csv.reader([first], delimiter=separator), [])], separator


def is_heading(columns: Sequence[str]) -> bool:
    """Can these be column names? Not where the file is no text, is in another encoding, or says a name twice."""
    return len(set(columns)) == len(columns) and all(c.isprintable() and "\ufffd" not in c for c in columns)


def record_count(plain: Path, separator: str) -> int:
    """Rows below the heading, line breaks inside quotes respected; slow, for when lines and rows differ."""
    csv.field_size_limit(1 << 26)
    with plain.open(encoding="utf-8", errors="replace", newline="") as stream:
        return max(0, sum(1 for row in csv.reader(stream, delimiter=separator) if any(cell.strip() for cell in row)) - 1)
