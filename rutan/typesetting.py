"""The child process of papers.py: JSON in, PDF out; it knows neither Django nor the database."""

import base64
import json
import shutil
import sys
import tempfile
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
# Tagged for screen readers, and readable in thirty years.
STANDARDS = ["ua-1", "a-2a"]


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
    return typst.compile(
        documents / f"{task['template']}.typ",
        root=documents,
        font_paths=[HERE / "fonts"],
        # The paper looks the same wherever it is printed, and no machine's fonts leak into it.
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(task["data"])},
        pdf_standards=STANDARDS,
        timestamp=task["at"],
    )


if __name__ == "__main__":
    main()
