"""The child process of papers.py: JSON in, PDF out; it knows neither Django nor the database."""

import json
import sys
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
# Tagged for screen readers, and readable in thirty years.
STANDARDS = ["ua-1", "a-2a"]


def main() -> None:
    """Read ``{"template", "data", "at"}`` from standard input and write the PDF to standard
    output.
    """
    task = json.load(sys.stdin)
    pdf = typst.compile(
        HERE.parent / "templates" / "documents" / f"{task['template']}.typ",
        root=HERE.parent / "templates" / "documents",
        font_paths=[HERE / "fonts"],
        # The paper looks the same wherever it is printed, and no machine's fonts leak into it.
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(task["data"])},
        pdf_standards=STANDARDS,
        timestamp=task["at"],
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
