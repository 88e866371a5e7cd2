"""Takes the picture of the README of a page of the service: a real browser looks at a real ``credatlas serve``.

Usage: ``python tools/page_picture.py FILE.png``. It needs Debian's ``chromium``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from chromium import Chromium, find

_PAGE: Final = "doc/offering/hms-ai-executives-2025.html"
_SIZE: Final = (1160, 760)


def main(file: Path) -> int:
    """Takes the picture; returns 0, or 1 with a reason when it cannot be had."""
    program = find()
    if program is None:
        print("chromium is missing: apt-get install chromium", file=sys.stderr)
        return 1
    command = [str(Path(sys.executable).with_name("credatlas")), "--project", ".", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as service:
        assert service.stderr is not None
        try:
            said = re.search(r"http://\S+/", service.stderr.readline())
            if said is None:
                print(service.stderr.read(), file=sys.stderr)
                return 1
            with Chromium(program) as browser:
                page = browser.page(width=_SIZE[0], height=_SIZE[1])
                page.open(said[0].replace("127.0.0.1", "localhost") + _PAGE)
                page.wait("[...document.images].every(one => one.complete && one.naturalWidth)")
                page.click("section[aria-labelledby=s2] details.evidence summary")  # registration closes
                page.screenshot(file)
        finally:
            service.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
