"""Makes var/vendor from node_modules: the typeface cut to our letters, fonts for PDF, tus, axe-core."""

import shutil
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont


ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "var" / "vendor"
TYPEFACE = ROOT / "node_modules" / "vazirmatn" / "fonts"
WEIGHTS = (400, 800)
RANGES = (
    (0x20, 0x7E), (0xA0, 0xA0), (0xAB, 0xAB), (0xB7, 0xB7), (0xBB, 0xBB), (0xD7, 0xD7),
    (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x655),
    (0x660, 0x66D), (0x670, 0x671), (0x67E, 0x67E), (0x686, 0x686), (0x698, 0x698),
    (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6C0, 0x6C0), (0x6CC, 0x6CC), (0x6D5, 0x6D5),
    (0x6F0, 0x6F9),
    (0x200B, 0x200F), (0x2010, 0x2015), (0x2018, 0x201E), (0x2022, 0x2022), (0x2026, 0x2026),
    (0x2039, 0x203A), (0x2066, 0x2069), (0x2190, 0x2193), (0x2212, 0x2212), (0xFDFC, 0xFDFC),
)  # fmt: skip


def main() -> None:
    """Write everything anew."""
    fonts = VENDOR / "fonts"
    (fonts / "ttf").mkdir(parents=True, exist_ok=True)
    (VENDOR / "axe").mkdir(parents=True, exist_ok=True)
    cut_typeface(TYPEFACE / "webfonts" / "Vazirmatn[wght].woff2", fonts / "Vazirmatn-subset.woff2")
    for weight in ("Regular", "Bold"):
        name = f"Vazirmatn-{weight}.ttf"
        shutil.copyfile(TYPEFACE / "ttf" / name, fonts / "ttf" / name)
    (VENDOR / "tus").mkdir(parents=True, exist_ok=True)
    tus = ROOT / "node_modules" / "tus-js-client" / "dist" / "tus.min.js"
    script = tus.read_text().partition("//# sourceMappingURL")[0]  # the map stays behind
    (VENDOR / "tus" / "tus.min.js").write_text(script)
    axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    shutil.copyfile(axe, VENDOR / "axe" / "axe.min.js")


def cut_typeface(source: Path, target: Path) -> None:
    """Keep Persian, Arabic, basic Latin and punctuation, in the weights that pages use."""
    limited = BytesIO()
    instantiateVariableFont(TTFont(source), {"wght": WEIGHTS}).save(limited)
    font = TTFont(limited)
    options = Options()
    options.flavor = "woff2"
    options.layout_features += ["tnum", "lnum"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    main()
