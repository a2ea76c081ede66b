"""The child process of papers.py: JSON in, PDF out; it knows neither Django nor the database."""

import base64
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).resolve().parent
# Tagged for screen readers, and readable in thirty years.
STANDARDS = ["ua-1", "a-2a"]
# Stands for a sign that none of our fonts has, such as a Javanese letter or a picture: one name
# must not keep a whole list from being printed.
NO_GLYPH = "□"
# Latin letters, and the punctuation of our own sentences.
_ALWAYS_SHOWN = {*map(chr, range(0x250)), *map(chr, range(0x2010, 0x2028)), "−"}
_PROBE = b'#set document(title: "-")\n#set text(font: "Liberation Sans")\n#sys.inputs.text'


def main() -> None:
    """Read ``{"template", "data", "at", "pictures"}`` from standard input and write the PDF to
    standard output; pictures are name -> base64.
    """
    task = json.load(sys.stdin)
    documents = HERE.parent / "templates" / "documents"
    if not task["pictures"]:
        sys.stdout.buffer.write(compiled(documents, task))
        return
    # typst reads files below one root only.
    with tempfile.TemporaryDirectory() as root:
        shutil.copytree(documents, root, dirs_exist_ok=True)
        for name, content in task["pictures"].items():
            Path(root, name).write_bytes(base64.b64decode(content))
        sys.stdout.buffer.write(compiled(Path(root), task))


def compiled(documents: Path, task: dict) -> bytes:
    """The template of the task in this folder as a PDF."""
    data = _showable(json.dumps(task["data"], ensure_ascii=False))
    template = documents / f"{task['template']}.typ"
    return _typeset(template, root=documents, inputs={"data": data}, timestamp=task["at"])


def _typeset(source: Path | bytes, *, inputs: dict[str, str], **options: Any) -> bytes:
    return typst.compile(
        source,
        font_paths=[HERE / "fonts"],
        # The paper looks the same wherever it is printed, and no machine's fonts leak into it.
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        **options,
    )


def _showable(text: str) -> str:
    odd = set(text) - _ALWAYS_SHOWN
    if not odd or _is_shown("".join(sorted(odd))):
        return text
    return text.translate({ord(sign): NO_GLYPH for sign in odd if not _is_shown(sign)})


def _is_shown(text: str) -> bool:
    try:
        _typeset(_PROBE, inputs={"text": text}, timestamp=0)
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    main()
