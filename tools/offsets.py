"""Writes the offsets of passages that a source file gives by their first and last words.

In the draft of a source file a passage says ``ca:quote "first words … last words"``; this tool looks them up in the
text of the source and puts ``ca:startOffset`` and ``ca:endOffset`` in their place. Nothing is written when one of
them is not found, or fits several places.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from pathlib import Path

from credatlas.claims.quotes import fill_offsets
from credatlas.errors import CredatlasError, DataError


def fill(source: Path, article: Path) -> int:
    """Writes the offsets into a source file.

    Args:
        source: The file under ``data/sources``.
        article: The text that it was read from, UTF-8.

    Returns:
        How many quotes became offsets; a file without quotes stays as it is.

    Raises:
        DataError: One of the files cannot be read, the text is not the one whose hash the source file has, or a quote
            does not fit one place of it.
    """
    draft, text = _read(source), _read(article)
    digest = sha256(article.read_bytes()).hexdigest()
    if digest not in draft.lower():
        raise DataError(
            f"{article} is not the text that this file was read from: its SHA-256 does not stand here",
            hint=f'write: ca:sha256 "{digest}" ; or name the text that belongs to the hash in the file',
            place=str(source),
        )
    filled = fill_offsets(draft, text, str(source))
    if filled != draft:
        source.write_bytes(filled.encode("utf-8"))
    return filled.count("ca:startOffset") - draft.count("ca:startOffset")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")  # line ends stay as they are: they count
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", place=str(path)) from error
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", hint="save the file as UTF-8", place=str(path)) from error


def main(arguments: list[str] | None = None) -> int:
    """Fills one file; returns 0, or 3 when a file or a quote is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path, help="the source file, such as data/sources/page.trig")
    parser.add_argument("text", type=Path, help="the text that it was read from")
    options = parser.parse_args(arguments)
    try:
        number = fill(options.source, options.text)
    except CredatlasError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(
        f"{options.source}: {number} {'passage has its offsets' if number == 1 else 'passages have their offsets'} now"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
