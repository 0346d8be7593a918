"""Copies the parts of the U.S. Web Design System that pages use to where Django serves them.

``make setup`` runs it after ``npm ci``. The package holds some 20 MB; style sheet and
scripts are taken whole, of fonts and images only those that the style sheet, a template or
an own style sheet names.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@uswds" / "uswds" / "dist"
TARGET = ROOT / "src" / "posse" / "web" / "static" / "vendor" / "uswds"
WEB = ROOT / "src" / "posse" / "web"

WHOLE = ("css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg")
IN_STYLE_SHEET = re.compile(r"url\(\"?'?\.\./((?:fonts|img)/[^)\"'?#]+)")
IN_PAGES = re.compile(r"vendor/uswds/([A-Za-z0-9_./-]+\.[a-z0-9]+)")


def used_files() -> set[str]:
    """Paths inside the package's ``dist`` that some page needs."""
    style_sheet = (SOURCE / "css" / "uswds.min.css").read_text()
    # Every browser in use reads WOFF2, so the older fonts stay behind.
    named = {
        path
        for path in IN_STYLE_SHEET.findall(style_sheet)
        if not path.endswith((".woff", ".ttf"))
    }
    pages = [path for kind in ("html", "css", "py") for path in WEB.rglob(f"*.{kind}")]
    for page in pages:
        if TARGET not in page.parents:
            named.update(IN_PAGES.findall(page.read_text()))
    return named | set(WHOLE)


def main() -> int:
    """Copy what is used and remove what is not; a name that the package lacks is an error."""
    if not SOURCE.is_dir():
        sys.stderr.write("frontend: node_modules is missing; run `make setup`\n")
        return 2
    used = used_files()
    missing = sorted(path for path in used if not (SOURCE / path).is_file())
    if missing:
        sys.stderr.write(f"frontend: the package has no {', '.join(missing)}\n")
        return 1
    for path in used:
        (TARGET / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCE / path, TARGET / path)
    for file in [path for path in TARGET.rglob("*") if path.is_file()]:
        if str(file.relative_to(TARGET)) not in used:
            file.unlink()
    size_kb = sum((SOURCE / path).stat().st_size for path in used) // 1024
    print(f"frontend: {len(used)} files of the design system, {size_kb:,} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
